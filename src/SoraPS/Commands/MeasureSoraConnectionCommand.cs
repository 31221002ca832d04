using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Looks at the statistics of connections twice, and writes what was sent and received per second.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "SoraConnection")]
[OutputType(typeof(SoraConnectionRate), typeof(string))]
public sealed class MeasureSoraConnectionCommand : SoraRemoteCommand
{
    private StatisticsPlan<SoraConnectionStats> _plan = null!;
    private bool? _local;

    /// <summary>Only connections of these channels.</summary>
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
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Seconds between the two looks.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; } = 5;

    /// <summary>Further counters: their keys, or patterns for them.</summary>
    [Parameter]
    [PatternTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Whose rates are summed up to one object.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("Connection", "Channel", "Role", "Server")]
    public string GroupBy { get; set; } = RateGroups.ByConnection;

    /// <summary>Asks for the statistics of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _local = CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null;
        _plan = ConnectionStatistics.CreatePlan(_local);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (StatisticsInput.HasIds(this, Pipeline, ChannelId, ClientId, ConnectionId))
        {
            _plan.Add(Resolver.GetServers(Server, InputObject, WriteServerError), ChannelId, ClientId, ConnectionId);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Resolver.Complete();
        var queries = _plan.GetQueries(ConnectionStatistics.GetIds).ToList();
        if (AsCurl.IsPresent)
        {
            queries.ForEach(query => Curl.Write(query.Server, query.Query.ToCurl, query.Query.GetTarget(query.Server), Pipeline.WriteNonTerminatingError));
            return;
        }

        var meters = new List<ConnectionMeter>();
        foreach (var (server, query, isWanted) in queries)
        {
            if (Clients.Find(server, query.GetTarget(server)) is { } client)
            {
                meters.Add(new ConnectionMeter(server, client, query, isWanted, CreateCounterFilter()));
            }
        }

        var rates = new RateGroups(Pipeline, new ServerObjectWriter(Pipeline, Resolver), GroupBy);
        var interval = WaitAsync();
        Read(meters, meter => meter.ReadFirstAsync(Pipeline.CancellationToken), (_, _) => { });
        meters.RemoveAll(meter => !meter.IsReady);
        if (meters.Count > 0)
        {
            Pipeline.Wait(interval);
            Read(meters, meter => meter.ReadSecondAsync(rates.NeedsRoles, Pipeline.CancellationToken), rates.Add);
        }

        rates.Complete();
        if (rates.Count == 0)
        {
            Suggestions.Write(_plan.Servers, ChannelId ?? Array.Empty<string>(), new MissingIds(ClientId, ConnectionId), _local);
        }
    }

    /// <summary>Reads from all servers side by side.</summary>
    private void Read(List<ConnectionMeter> meters, Func<ConnectionMeter, IAsyncEnumerable<IReadOnlyList<SoraConnectionRate>>> look, Action<IReadOnlyList<SoraConnectionRate>, SoraServer> write) => Merger.Merge(
        meters.Select(meter => new ServerList<IReadOnlyList<SoraConnectionRate>>(meter.Server, meter.Target, InGroups(look(meter)))), write);

    private static async IAsyncEnumerable<IReadOnlyList<IReadOnlyList<SoraConnectionRate>>> InGroups(IAsyncEnumerable<IReadOnlyList<SoraConnectionRate>> list)
    {
        await foreach (var rates in list.ConfigureAwait(false))
        {
            yield return new[] { rates };
        }
    }

    /// <summary>Ends when it is time for the second look; at once if the pipeline is stopped.</summary>
    private async Task<bool> WaitAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(Interval), Pipeline.CancellationToken).ConfigureAwait(false);
        return true;
    }

    private Func<string, bool>? CreateCounterFilter()
    {
        var patterns = Property is null ? null : Array.ConvertAll(Property, pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase));
        return patterns is null ? null : key => Array.Exists(patterns, pattern => pattern.IsMatch(key));
    }
}
