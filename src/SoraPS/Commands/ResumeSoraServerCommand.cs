using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Lets servers accept every connection again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "SoraServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraMode), typeof(string))]
public sealed class ResumeSoraServerCommand : SoraChangeCommand<SoraMode>
{
    // However many objects of a server the pipeline passes, it has one mode.
    private readonly HashSet<SoraServer> _resumed = new();

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

    private protected override IEnumerable<Change<SoraMode>> GetChanges(SoraServer server)
    {
        if (_resumed.Add(server))
        {
            yield return ModeChange.Create(server, "normal", SafeMessage.Format(Messages.PlanResume, server.Name), InputObject);
        }
    }
}
