using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Removes forwarding filters.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraForwardingFilter", SupportsShouldProcess = true)]
[OutputType(typeof(SoraForwardingFilterChange), typeof(string))]
public sealed class RemoveSoraForwardingFilterCommand : SoraChangeCommand<SoraForwardingFilterChange>
{
    private static ForwardingFilterOperation Operation => new(
        SoraOperations.DeleteChannelForwardingFilter, SoraOperations.DeleteConnectionForwardingFilter, Messages.PlanRemoveChannelFilter, Messages.PlanRemoveConnectionFilter);

    private ForwardingFilter _given = null!;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections that receive; without it, the filter is one of the channel.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(NullIsEmpty = true)]
    public string[]? ConnectionId { get; set; }

    /// <summary>The name; without it, the filter that has no name of its own.</summary>
    [Parameter]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>A filter, for what the command line does not say of it.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [FilterTransformation]
    public PSObject? Filter { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfNoIds(ConnectionId, nameof(ConnectionId));
        _given = ForwardingFilter.Create(null, null, Name, null, null, null);
    }

    private protected override IEnumerable<Change<SoraForwardingFilterChange>> GetChanges(SoraServer server) =>
        Operation.GetChanges(server, InputObject, ChannelId, ConnectionId, _given, Filter, passThru: false);
}
