using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Shows which connections a server accepts.</summary>
[Cmdlet(VerbsCommon.Get, "SoraMode")]
[OutputType(typeof(SoraMode), typeof(string))]
public sealed class GetSoraModeCommand : SoraReadCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteAnswers(SoraOperations.GetMode);
}
