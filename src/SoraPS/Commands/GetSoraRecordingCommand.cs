using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Lists the recordings that are in progress: those of the sessions that have one.</summary>
[Cmdlet(VerbsCommon.Get, "SoraRecording")]
[OutputType(typeof(SoraRecording), typeof(string))]
public sealed class GetSoraRecordingCommand : SoraSessionListCommand
{
    private protected override SoraObject? GetOutput(SoraSession session) => session.Recording;
}
