using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>A cmdlet that requests connections again and again: from every server and channel that its records name, side by side, after all records have arrived.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraPollCommand : SoraRemoteCommand
{
    // However many channels there are, a server gets no more requests at once, and a process has a limited number of sockets.
    private const int MaximumRequests = 8;

    private readonly Dictionary<(SoraServer, ConnectionQuery), ConnectionPoller> _pollers = new();
    private readonly HashSet<ConnectionPoller> _answered = new();
    private readonly HashSet<SoraServer> _failed = new();

    // Never disposed: a request that nobody waits for may end after the cmdlet.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _requests = new(MaximumRequests);
#pragma warning restore CA2213
    private ConnectionQueryReader _queries = null!;
    private OutageWarnings _outages = null!;

    /// <param name="interval">The default of <see cref="Interval"/>.</param>
    private protected SoraPollCommand(double interval) => Interval = interval;

    /// <summary>The channels. Without it, every channel of the server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Asks for the connections of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    /// <summary>Seconds from one request to the next.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; }

    /// <summary>When polling ends; null for never, zero for after one request. The cmdlet sets it in <c>BeginProcessing</c>.</summary>
    private protected TimeSpan? TimeLimit { get; set; }

    private protected IReadOnlyCollection<ConnectionPoller> Pollers => _pollers.Values;

    private protected ServerObjectWriter Output { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _queries = new ConnectionQueryReader(this, Pipeline, CommandLine);
        _outages = new OutageWarnings(Pipeline);
        Output = new ServerObjectWriter(Pipeline, Resolver) { HasAllNodes = AllNodes.IsPresent };
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        var filters = CreateFilters();
        foreach (var query in _queries.Read(ChannelId, AllNodes, filters?.Any(filter => filter.HasIds), InputObject.IsServer()))
        {
            foreach (var server in Resolver.GetServers(Server, InputObject, WriteServerError))
            {
                Add(server, query, filters ?? Array.Empty<ConnectionFilter>());
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Resolver.Complete();
        if (!AsCurl.IsPresent)
        {
            Merger.Merge(
                _pollers.Values.Select(poller => new ServerList<PollResult>(poller.Server, poller.Target, poller.PollAsync(Pipeline.CancellationToken))),
                (result, _) => Process(result));
        }
    }

    /// <summary>What the current record looks for; null if the cmdlet does not look for single connections.</summary>
    private protected virtual IReadOnlyList<ConnectionFilter>? CreateFilters() => null;

    /// <summary>The connections that there are now.</summary>
    private protected abstract void ProcessResult(ConnectionPoller poller, IReadOnlyList<SoraConnection> connections);

    private void Add(SoraServer server, ConnectionQuery query, IReadOnlyList<ConnectionFilter> filters)
    {
        if (!_pollers.TryGetValue((server, query), out var poller))
        {
            if (GetClient(server) is not { } client)
            {
                return;
            }

            poller = new ConnectionPoller(server, client, query, TimeSpan.FromSeconds(Interval), TimeLimit, _requests);
            _pollers.Add((server, query), poller);
            if (AsCurl.IsPresent)
            {
                Curl.Write(server, query.ToCurl, poller.Target, Pipeline.WriteNonTerminatingError);
            }
        }

        foreach (var filter in filters)
        {
            poller.Filters.Add(filter);
        }
    }

    /// <summary>Null for a server whose token or certificate cannot be read. The error is written once.</summary>
    private SoraClient? GetClient(SoraServer server)
    {
        var client = AsCurl.IsPresent ? Diagnostics.Observe(server) : _failed.Contains(server) ? null : Clients.Find(server, server);
        if (client is null)
        {
            _failed.Add(server);
        }

        return client;
    }

    /// <summary>For ids that the first list does not have: what was mistyped might be waited for without end.</summary>
    private void Suggest(ConnectionPoller poller, IReadOnlyList<SoraConnection> connections)
    {
        var missing = poller.Filters.GetIds();
        foreach (var connection in connections)
        {
            missing.Remove(connection);
        }

        if (connections.Count == 0 || !missing.IsEmpty)
        {
            Suggestions.Write(new[] { poller.Server }, poller.Query.ChannelId is { } channel ? new[] { channel } : Array.Empty<string>(), missing, poller.Query.Local);
        }
    }

    private void Process(PollResult result)
    {
        _outages.Write(result);
        if (result.Connections is not { } connections)
        {
            return;
        }

        var poller = result.Poller;
        if (_answered.Add(poller))
        {
            Suggest(poller, connections);
        }

        ProcessResult(poller, connections);
    }
}
