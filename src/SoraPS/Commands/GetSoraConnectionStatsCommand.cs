using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the statistics of connections as the server counts them.</summary>
[Cmdlet(VerbsCommon.Get, "SoraConnectionStats")]
[OutputType(typeof(SoraConnectionStats), typeof(string))]
public sealed class GetSoraConnectionStatsCommand : SoraStatsCommand
{
    private StatisticsPlan<SoraConnectionStats> _plan = null!;

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

    /// <summary>Asks for the statistics of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _plan = ConnectionStatistics.CreatePlan(CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null);
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
        if (WriteStatistics(_plan, ConnectionStatistics.GetIds) == 0)
        {
            Suggestions.Write(_plan.Servers, ChannelId ?? Array.Empty<string>(), new MissingIds(ClientId, ConnectionId), CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null);
        }
    }
}
