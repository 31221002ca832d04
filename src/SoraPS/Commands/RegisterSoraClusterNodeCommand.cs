using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Lets nodes join a cluster.</summary>
[Cmdlet(VerbsLifecycle.Register, "SoraClusterNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraRegisteredClusterNode), typeof(string))]
public sealed class RegisterSoraClusterNodeCommand : SoraChangeCommand<SoraRegisteredClusterNode>
{
    private readonly HashSet<(SoraServer, string)> _seen = new();

    /// <summary>A member of the cluster.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("contact_node_name")]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string ContactNodeName { get; set; } = null!;

    private protected override IEnumerable<Change<SoraRegisteredClusterNode>> GetChanges(SoraServer server)
    {
        if (_seen.Add((server, ContactNodeName)))
        {
            string description = SafeMessage.Format(Messages.PlanJoinCluster, server.Name, ContactNodeName);
            yield return new(server, SoraOperations.RegisterClusterNode, description, (SoraFields.ContactNodeName, ContactNodeName)) { Error = ClusterChange.FindError(InputObject) };
        }
    }
}
