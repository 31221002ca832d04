using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Shows the licence of a server.</summary>
[Cmdlet(VerbsCommon.Get, "SoraLicense")]
[OutputType(typeof(SoraLicense), typeof(string))]
public sealed class GetSoraLicenseCommand : SoraReadCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteAnswers(SoraOperations.GetLicense);
}
