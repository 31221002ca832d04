using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the statistics of servers.</summary>
[Cmdlet(VerbsCommon.Get, "SoraServerStats")]
[OutputType(typeof(SoraServerStats), typeof(string))]
public sealed class GetSoraServerStatsCommand : SoraStatsCommand
{
    private readonly StatisticsPlan<SoraServerStats> _plan = new(SoraOperations.GetStatsReport, Array.Empty<SoraListOperation<SoraServerStats>>(), null);

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _plan.Add(Resolver.GetServers(Server, InputObject, WriteServerError), null, null, null);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteStatistics(_plan, _ => StatisticsIds.Any);
}
