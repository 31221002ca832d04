using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Shows whom a server lets in.</summary>
[Cmdlet(VerbsCommon.Get, "SoraMode")]
[OutputType(typeof(SoraMode), typeof(string))]
public sealed class GetSoraModeCommand : SoraReadCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(SoraOperations.GetMode);
}
