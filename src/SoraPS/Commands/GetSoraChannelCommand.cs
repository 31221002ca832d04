using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Lists channels: what their connections have in common, and how many there are.</summary>
[Cmdlet(VerbsCommon.Get, "SoraChannel", DefaultParameterSetName = FromConnections)]
[OutputType(typeof(SoraChannel), typeof(SoraBriefChannel), typeof(string))]
public sealed class GetSoraChannelCommand : SoraListCommand
{
    // A channel is written once, however many of its connections the pipeline passes.
    private readonly HashSet<(ConnectionQuery, SoraServer)> _listed = new();

    /// <summary>Asks for the ids of the channels only: one small answer.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Brief))]
    public SwitchParameter Brief { get; set; }

    private protected override void ProcessQuery(ConnectionQuery query, IReadOnlyList<SoraServer> servers, ConnectionFilter? filter)
    {
        if (Brief.IsPresent)
        {
            WriteBrief(query, servers.Where(server => _listed.Add((query, server))).ToList());
            return;
        }

        var ages = CreateAgeRange();
        var channels = new Dictionary<SoraServer, ChannelBuilder>();
        foreach (var server in servers)
        {
            if (_listed.Add((query, server)))
            {
                channels.Add(server, new ChannelBuilder(Patterns, ages));
            }
        }

        Lists.Read(
            query,
            channels.Keys,
            (list, _) => list,
            (connection, server) => channels[server].Add(connection),
            server => Output.Write(channels[server].Complete(), server));
    }

    private void WriteBrief(ConnectionQuery query, List<SoraServer> servers)
    {
        Diagnostics.WriteStability(SoraOperations.ListChannels);
        Lists.Read(
            new ChannelQuery(query.Local),
            servers,
            (list, _) => PipelineOutput.WrapAsync(list, channel => Patterns?.MatchesChannel(channel.ChannelId) != false),
            (wrapped, server) =>
            {
                if (wrapped is not null)
                {
                    Output.Write(wrapped, server);
                }
            });
    }

    /// <summary>The channels of one server, in the order in which its list names them. Of each, every connection counts, whichever of them is looked for.</summary>
    private sealed class ChannelBuilder
    {
        private readonly Dictionary<string, SoraChannel> _byId = new(StringComparer.Ordinal);
        private readonly List<SoraChannel> _inOrder = new();
        private readonly HashSet<SoraChannel> _withClient = new();
        private readonly ConnectionPatterns? _patterns;
        private readonly AgeRange? _ages;

        public ChannelBuilder(ConnectionPatterns? patterns, AgeRange? ages)
        {
            _patterns = patterns;
            _ages = ages;
        }

        public void Add(SoraConnection connection)
        {
            if (_patterns?.MatchesChannel(connection.ChannelId) == false)
            {
                return;
            }

            if (!_byId.TryGetValue(connection.ChannelId, out var channel))
            {
                _byId.Add(connection.ChannelId, channel = new SoraChannel(connection.ChannelId));
                _inOrder.Add(channel);
            }

            channel.Add(connection);
            if (_patterns is not null && !_withClient.Contains(channel) && _patterns.MatchesClient(connection.ClientId))
            {
                _withClient.Add(channel);
            }
        }

        public List<SoraChannel> Complete()
        {
            _inOrder.ForEach(channel => channel.Complete());
            return _patterns is null && _ages is null ? _inOrder : _inOrder.FindAll(IsWanted);
        }

        private bool IsWanted(SoraChannel channel) =>
            (_patterns is null || _withClient.Contains(channel)) && _ages?.Contains(channel.OldestUtc) != false;
    }
}
