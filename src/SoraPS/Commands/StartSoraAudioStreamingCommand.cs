using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Starts streaming the audio of the sessions of channels, for transcription.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraAudioStreaming", SupportsShouldProcess = true)]
[OutputType(typeof(SoraAudioStreaming), typeof(string))]
public sealed class StartSoraAudioStreamingCommand : SoraChangeCommand<SoraAudioStreaming>
{
    private readonly HashSet<(SoraServer, string)> _seen = new();

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    private protected override IEnumerable<Change<SoraAudioStreaming>> GetChanges(SoraServer server) =>
        from channel in ChannelId
        where _seen.Add((server, channel))
        select new Change<SoraAudioStreaming>(server, SoraOperations.StartAudioStreaming, SafeMessage.Format(Messages.PlanStartAudioStreaming, ChannelDetails.Describe(InputObject, channel), server.Name), (SoraFields.ChannelId, channel));
}
