using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Lists the forwarding filters of channels, those of their connections included. Which fields they have is not publicly known.</summary>
[Cmdlet(VerbsCommon.Get, "SoraForwardingFilter")]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class GetSoraForwardingFilterCommand : SoraChannelReadCommand
{
    /// <summary>Only filters that block; <c>-Blocked:$false</c>, only those that do not.</summary>
    [Parameter]
    public SwitchParameter Blocked { get; set; }

    private protected override SoraRequest CreateRequest() => new(SoraOperations.ListForwardingFilters) { [SoraFields.Blocked] = CommandLine.Contains(nameof(Blocked)) ? Blocked.IsPresent : null };

    private protected override void Prepare(PSObject item) => PipelineOutput.ShowFilter(item);
}
