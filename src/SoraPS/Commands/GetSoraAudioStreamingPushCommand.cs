using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Lists which connections receive the results of audio streaming. Which fields the answer has is not publicly known.</summary>
[Cmdlet(VerbsCommon.Get, "SoraAudioStreamingPush")]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class GetSoraAudioStreamingPushCommand : SoraChannelReadCommand
{
    private protected override SoraRequest CreateRequest() => new(SoraOperations.ListAudioStreamingResultPushState);
}
