using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Lists connections: of a whole server, of channels, or anew those that come down the pipeline.</summary>
[Cmdlet(VerbsCommon.Get, "SoraConnection")]
[OutputType(typeof(SoraConnection))]
public sealed class GetSoraConnectionCommand : SoraServerCommand
{
    private readonly List<string?> _refreshOrder = new();
    private readonly Dictionary<(SoraSession Session, string Channel), RefreshFilter> _refresh = new();
    private bool _clientFromCommandLine;
    private bool _connectionFromCommandLine;

    /// <summary>The channels to list; without it the whole server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Only connections of these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Only these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Only connections of these roles.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
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
        foreach (string? channel in _refreshOrder)
        {
            var servers = _refresh.Keys.Where(place => place.Channel == (channel ?? string.Empty)).Select(place => place.Session).ToList();
            List(channel, servers, (session, connection) => _refresh[(session, channel ?? string.Empty)].Matches(connection));
        }
    }

    /// <summary>A record with ids asks for nothing yet: all records of one server and channel become one request.</summary>
    private void Remember(string? channel, ConnectionFilter filter)
    {
        foreach (var session in Servers())
        {
            var place = (session, channel ?? string.Empty);
            if (!_refresh.TryGetValue(place, out var refresh))
            {
                _refresh.Add(place, refresh = new RefreshFilter());
                if (!_refreshOrder.Contains(channel))
                {
                    _refreshOrder.Add(channel);
                }
            }

            refresh.Add(filter);
        }
    }

    /// <summary>Lists one channel, or everything, of several servers side by side.</summary>
    private void List(string? channel, IReadOnlyList<SoraSession> servers, Func<SoraSession, SoraConnection, bool> wanted)
    {
        var request = new SoraRequest { ChannelId = channel, Local = AllNodesGiven ? !AllNodes.IsPresent : null };
        var operation = channel is null ? SoraOperations.ListConnections : SoraOperations.ListChannelConnections;
        bool bodyless = channel is null && request.Local is null;
        Merge(
            servers.Select(session => new Listing<SoraConnection>(
                session,
                channel ?? (object)session,
                session.Client.ListAsync(operation, bodyless ? null : request, Ended))),
            (connection, session) =>
            {
                if (wanted(session, connection))
                {
                    Emit(Presentation.Present(connection, session));
                }
            });
    }
}
