using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Lists live channels: what their connections have in common, and how many there are.</summary>
[Cmdlet(VerbsCommon.Get, "SoraChannel")]
[OutputType(typeof(SoraChannel), typeof(string))]
public sealed class GetSoraChannelCommand : SoraListCommand
{
    // A channel is one object, however many of its connections come down the pipeline.
    private readonly HashSet<(string?, SoraServer)> _listed = new();

    private protected override void List(string? channel)
    {
        var servers = ServersToAsk().Where(server => _listed.Add((channel, server))).ToList();
        var found = servers.ToDictionary(server => server, _ => new Channels());
        List(channel, servers, (list, _) => list, (connection, server) => found[server].Add(connection), server => Write(found[server].Complete(), server));
    }

    /// <summary>The channels of one server, in the order in which its list names them.</summary>
    private sealed class Channels
    {
        private readonly Dictionary<string, SoraChannel> _byId = new(StringComparer.Ordinal);
        private readonly List<SoraChannel> _inOrder = new();

        public void Add(SoraConnection connection)
        {
            if (!_byId.TryGetValue(connection.ChannelId, out var channel))
            {
                _byId.Add(connection.ChannelId, channel = new SoraChannel(connection.ChannelId));
                _inOrder.Add(channel);
            }

            channel.Add(connection);
        }

        public List<SoraChannel> Complete()
        {
            _inOrder.ForEach(channel => channel.Complete());
            return _inOrder;
        }
    }
}
