using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Forms a cluster out of nodes.</summary>
[Cmdlet(VerbsData.Initialize, "SoraCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraInitializedCluster), typeof(string))]
public sealed class InitializeSoraClusterCommand : SoraChangeCommand<SoraInitializedCluster>
{
    private SoraServer? _asked;
    private JsonElement _names;

    /// <summary>The nodes. No record brings them: a row of Get-SoraClusterNode names one, and would form a cluster of that one.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("node_name_list")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] NodeName { get; set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            using var document = JsonDocument.Parse(PowerShellJson.ToUtf8(NodeName));
            _names = document.RootElement.Clone();
        }
        catch (ArgumentException e)
        {
            Pipeline.ThrowTerminatingError(e, NodeName);
        }
    }

    private protected override IEnumerable<Change<SoraInitializedCluster>> GetChanges(SoraServer server)
    {
        // A cluster is formed once, however many objects of the server the pipeline passes.
        if (server == _asked)
        {
            yield break;
        }

        var error = _asked is not null ? new ArgumentException(SafeMessage.Format(Messages.ClusterOfOneServer, _asked.Name)) : ClusterChange.FindError(InputObject);
        _asked ??= server;
        string description = SafeMessage.Format(Messages.PlanInitializeCluster, string.Join(", ", NodeName), server.Name);
        yield return new(server, SoraOperations.InitCluster, description, (SoraFields.NodeNameList, _names)) { Error = error };
    }
}
