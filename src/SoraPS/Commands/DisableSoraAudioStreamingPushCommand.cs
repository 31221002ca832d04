using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Ends that connections receive the results of audio streaming.</summary>
[Cmdlet(VerbsLifecycle.Disable, "SoraAudioStreamingPush", SupportsShouldProcess = true)]
[OutputType(typeof(SoraAudioStreamingPush), typeof(string))]
public sealed class DisableSoraAudioStreamingPushCommand : SoraChangeCommand<SoraAudioStreamingPush>
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    private protected override IEnumerable<Change<SoraAudioStreamingPush>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            foreach (string connection in ConnectionId)
            {
                var details = GetDetails(channel, connection);
                string description = SafeMessage.Format(Messages.PlanUnsubscribeAudioStreaming, channel, details.Describe(connection), server.Name);
                yield return new(server, SoraOperations.UnsubscribeAudioStreamingResultPush, description, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection)) { Connection = details };
            }
        }
    }
}
