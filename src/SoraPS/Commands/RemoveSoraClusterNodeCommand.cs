using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Removes nodes from a cluster for good.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraClusterNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraRemovedClusterNode), typeof(string))]
public sealed class RemoveSoraClusterNodeCommand : SoraChangeCommand<SoraRemovedClusterNode>
{
    private readonly HashSet<(SoraServer, string)> _seen = new();

    /// <summary>The nodes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("target_node_name", "node_name")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] NodeName { get; set; } = null!;

    private protected override IEnumerable<Change<SoraRemovedClusterNode>> GetChanges(SoraServer server)
    {
        foreach (string name in NodeName.Where(name => _seen.Add((server, name))))
        {
            string description = SafeMessage.Format(IsConnected(name) ? Messages.PlanRemoveConnectedNode : Messages.PlanRemoveNode, name, server.Name);
            yield return new(server, SoraOperations.PurgeClusterNode, description, (SoraFields.TargetNodeName, name));
        }
    }

    /// <summary>True if the record said so. Nobody is asked for it.</summary>
    private bool IsConnected(string name) => InputObject.Unwrap() is SoraClusterNode { Connected: true } node && node.NodeName == name;
}
