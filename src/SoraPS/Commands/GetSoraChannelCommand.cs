using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Lists channels: what their connections have in common, and how many there are.</summary>
[Cmdlet(VerbsCommon.Get, "SoraChannel")]
[OutputType(typeof(SoraChannel), typeof(string))]
public sealed class GetSoraChannelCommand : SoraListCommand
{
    // A channel is written once, however many of its connections the pipeline passes.
    private readonly HashSet<(ConnectionQuery, SoraServer)> _listed = new();

    private protected override void ProcessQuery(ConnectionQuery query, IReadOnlyList<SoraServer> servers, ConnectionFilter? filter)
    {
        var channels = new Dictionary<SoraServer, ChannelBuilder>();
        foreach (var server in servers)
        {
            if (_listed.Add((query, server)))
            {
                channels.Add(server, new ChannelBuilder());
            }
        }

        Lists.Read(
            query,
            channels.Keys,
            (list, _) => list,
            (connection, server) => channels[server].Add(connection),
            server => Output.Write(channels[server].Complete(), server));
    }

    /// <summary>The channels of one server, in the order in which its list names them.</summary>
    private sealed class ChannelBuilder
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
