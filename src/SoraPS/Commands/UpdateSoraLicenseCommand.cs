using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Lets servers read their licence files anew.</summary>
[Cmdlet(VerbsData.Update, "SoraLicense", SupportsShouldProcess = true)]
[OutputType(typeof(SoraUpdatedLicense), typeof(string))]
public sealed class UpdateSoraLicenseCommand : SoraChangeCommand<SoraUpdatedLicense>
{
    // However many objects of a server the pipeline passes, it has one licence file.
    private readonly HashSet<SoraServer> _updated = new();

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

    private protected override IEnumerable<Change<SoraUpdatedLicense>> GetChanges(SoraServer server)
    {
        if (_updated.Add(server))
        {
            yield return new(server, SoraOperations.UpdateLicense, SafeMessage.Format(Messages.PlanUpdateLicense, server.Name));
        }
    }
}
