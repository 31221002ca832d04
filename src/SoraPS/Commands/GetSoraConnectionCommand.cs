using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Lists connections: of a whole server, of channels, or anew those that come down the pipeline.</summary>
[Cmdlet(VerbsCommon.Get, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class GetSoraConnectionCommand : SoraServerCommand
{
    // Channel by channel (the empty text stands for the whole server), in the order of the input.
    private readonly List<(string Channel, Dictionary<SoraSession, RecordFilter> Servers)> _refresh = new();
    private readonly Dictionary<string, Dictionary<SoraSession, RecordFilter>> _refreshByChannel = new(StringComparer.Ordinal);
    private bool _clientFromCommandLine;
    private bool _connectionFromCommandLine;

    /// <summary>The channels to list; without it the whole server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

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

    /// <summary>Asks for the connections of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    private bool AllNodesGiven => MyInvocation.BoundParameters.ContainsKey(nameof(AllNodes));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _clientFromCommandLine = ClientId is not null;
        _connectionFromCommandLine = ConnectionId is not null;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ChannelId is not null && AllNodesGiven)
        {
            Report(new ArgumentException(Messages.AllNodesWithChannel), ChannelId);
            return;
        }

        if (MyInvocation.ExpectingInput && ChannelId is null && ClientId is null && ConnectionId is null)
        {
            Report(new ArgumentException(Messages.RecordWithoutId), null);
            return;
        }

        var filter = new ConnectionFilter(ClientId, ConnectionId, Role);
        bool refresh = (ClientId is not null && !_clientFromCommandLine) || (ConnectionId is not null && !_connectionFromCommandLine);
        foreach (string? channel in ChannelId ?? new string?[] { null })
        {
            if (refresh)
            {
                Remember(channel, filter);
            }
            else
            {
                List(channel, Servers(), (_, connection) => filter.Matches(connection));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var (channel, servers) in _refresh)
        {
            List(channel.Length == 0 ? null : channel, servers.Keys.ToList(), (session, connection) => servers[session].Matches(connection));
        }
    }

    /// <summary>A record with ids asks for nothing yet: all records of one server and channel become one request.</summary>
    private void Remember(string? channel, ConnectionFilter record)
    {
        string key = channel ?? string.Empty;
        if (!_refreshByChannel.TryGetValue(key, out var servers))
        {
            _refreshByChannel.Add(key, servers = new Dictionary<SoraSession, RecordFilter>());
            _refresh.Add((key, servers));
        }

        foreach (var session in Servers())
        {
            if (!servers.TryGetValue(session, out var filter))
            {
                servers.Add(session, filter = new RecordFilter());
            }

            filter.Add(record);
        }
    }

    /// <summary>Lists one channel, or everything, of several servers side by side.</summary>
    private void List(string? channel, IReadOnlyList<SoraSession> servers, Func<SoraSession, SoraConnection, bool> wanted)
    {
        long before = ReceivedSoFar;
        var query = new ConnectionQuery(channel, AllNodesGiven ? !AllNodes.IsPresent : null);
        Merge(
            servers.Where(session => !Shows(session, client => client.ToCurl(query.Operation, query.Request), channel ?? (object)session))
                .Select(session => new Listing<SoraConnection>(session, channel ?? (object)session, query.SendAsync(ClientOf(session), Ended))),
            (connection, session) =>
            {
                if (wanted(session, connection))
                {
                    Emit(Presentation.Present(connection, session));
                }
            });
        if (ReceivedSoFar == before && !AsCurl.IsPresent)
        {
            Hint(servers, channel);
        }
    }
}
