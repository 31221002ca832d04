using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Lists the nodes of the cluster, as the server that is asked sees them.</summary>
[Cmdlet(VerbsCommon.Get, "SoraClusterNode")]
[OutputType(typeof(SoraClusterNode), typeof(string))]
public sealed class GetSoraClusterNodeCommand : SoraReadCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteLists(SoraOperations.ListClusterNodes);
}
