using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Changes forwarding filters.</summary>
[Cmdlet(VerbsCommon.Set, "SoraForwardingFilter", SupportsShouldProcess = true)]
[OutputType(typeof(SoraForwardingFilterChange), typeof(string))]
public sealed class SetSoraForwardingFilterCommand : SoraChangeCommand<SoraForwardingFilterChange>
{
    private static ForwardingFilterOperation Operation => new(
        SoraOperations.UpdateChannelForwardingFilter, SoraOperations.UpdateConnectionForwardingFilter, Messages.PlanUpdateChannelFilter, Messages.PlanUpdateConnectionFilter);

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

    /// <summary>The rules: one is enough, and of one rule all conditions must hold (D).</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public object[]? Rule { get; set; }

    /// <summary>What is done with what the rules say.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("block", "allow")]
    public string? Action { get; set; }

    /// <summary>The name, with -Priority or not at all.</summary>
    [Parameter]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Which filter is judged first: the one of the greatest number; with -Name or not at all.</summary>
    [Parameter]
    [ValidateNotNull]
    public long? Priority { get; set; }

    /// <summary>The version that the filter must have; with another, nothing is changed.</summary>
    [Parameter]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string? Version { get; set; }

    /// <summary>Any JSON that is kept with the filter: a hashtable, a custom object, a list, or text that contains JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Metadata { get; set; }

    /// <summary>Asks for the list afterwards, and adds what it says of the filter to the result.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>A filter, for what the command line does not say of it.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [FilterTransformation]
    public PSObject? Filter { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfNoIds(ConnectionId, nameof(ConnectionId));
        try
        {
            _given = ForwardingFilter.Create(Rule, Action, Name, Priority, Version, Metadata);
        }
        catch (ArgumentException e)
        {
            Pipeline.ThrowTerminatingError(e, Rule);
        }
    }

    private protected override IEnumerable<Change<SoraForwardingFilterChange>> GetChanges(SoraServer server) =>
        Operation.GetChanges(server, InputObject, ChannelId, ConnectionId, _given, Filter, PassThru);
}
