using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Lists the channels of the cluster. Which fields they have is not publicly known.</summary>
[Cmdlet(VerbsCommon.Get, "SoraClusterChannel")]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class GetSoraClusterChannelCommand : SoraReadCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteUntyped(SoraOperations.ListClusterChannels);
}
