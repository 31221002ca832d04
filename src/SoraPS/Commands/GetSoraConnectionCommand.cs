using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Lists connections: of a whole server, of channels, or anew those that come down the pipeline.</summary>
[Cmdlet(VerbsCommon.Get, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class GetSoraConnectionCommand : SoraListCommand
{
    // Channel by channel (the empty text stands for the whole server), in the order of the input.
    private readonly List<(string Channel, Dictionary<SoraServer, RecordFilter> Servers)> _refresh = new();
    private readonly Dictionary<string, Dictionary<SoraServer, RecordFilter>> _refreshByChannel = new(StringComparer.Ordinal);
    private bool _clientFromCommandLine;
    private bool _connectionFromCommandLine;

    /// <summary>Only connections of these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Only these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Only connections of these roles.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string[]? Role { get; set; }

    private protected override string? Lacking => ChannelId is null && ClientId is null && ConnectionId is null ? Messages.RecordWithoutId : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _clientFromCommandLine = ClientId is not null;
        _connectionFromCommandLine = ConnectionId is not null;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var (channel, servers) in _refresh)
        {
            ListWhere(channel.Length == 0 ? null : channel, servers.Keys.ToList(), (connection, server) => servers[server].Matches(connection));
        }
    }

    private protected override void List(string? channel)
    {
        var filter = new ConnectionFilter(ClientId, ConnectionId, Role);
        bool refresh = (ClientId is not null && !_clientFromCommandLine) || (ConnectionId is not null && !_connectionFromCommandLine);
        if (refresh)
        {
            Remember(channel, filter);
        }
        else
        {
            ListWhere(channel, ServersToAsk(), (connection, _) => filter.Matches(connection));
        }
    }

    /// <summary>A record with ids asks for nothing yet: all records of one server and channel become one request.</summary>
    private void Remember(string? channel, ConnectionFilter record)
    {
        string key = channel ?? string.Empty;
        if (!_refreshByChannel.TryGetValue(key, out var servers))
        {
            _refreshByChannel.Add(key, servers = new Dictionary<SoraServer, RecordFilter>());
            _refresh.Add((key, servers));
        }

        foreach (var server in ServersToAsk())
        {
            if (!servers.TryGetValue(server, out var filter))
            {
                servers.Add(server, filter = new RecordFilter());
            }

            filter.Add(record);
        }
    }

    private void ListWhere(string? channel, IReadOnlyList<SoraServer> servers, Func<SoraConnection, SoraServer, bool> wanted) =>
        List(channel, servers, (list, server) => PipelineOutput.WrapAsync(list, connection => wanted(connection, server)), (wrapped, server) =>
        {
            if (wrapped is not null)
            {
                Write(wrapped, server);
            }
        });
}
