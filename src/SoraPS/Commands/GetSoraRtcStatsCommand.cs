using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the statistics that the clients of connections reported.</summary>
[Cmdlet(VerbsCommon.Get, "SoraRtcStats")]
[OutputType(typeof(SoraRtcStats), typeof(string))]
public sealed class GetSoraRtcStatsCommand : SoraStatsCommand
{
    private StatisticsPlan<SoraRtcStats> _plan = null!;

    /// <summary>Only connections of these channels.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Only these connections.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Asks for the statistics of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _plan = new(SoraOperations.ListRtcStats, new[] { SoraOperations.GetRtcStats, SoraOperations.ListChannelRtcStats }, CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (StatisticsInput.HasIds(this, Pipeline, ChannelId, ConnectionId))
        {
            _plan.Add(Resolver.GetServers(Server, InputObject, WriteServerError), ChannelId, null, ConnectionId);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (WriteStatistics(_plan, statistics => new StatisticsIds(statistics.ChannelId, null, statistics.ConnectionId)) == 0)
        {
            Suggestions.Write(_plan.Servers, ChannelId ?? Array.Empty<string>(), new MissingIds(null, ConnectionId), CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null);
        }
    }
}
