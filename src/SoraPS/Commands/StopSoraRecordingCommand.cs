using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Stops recording the sessions of channels.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraRecording", SupportsShouldProcess = true)]
[OutputType(typeof(SoraStoppedRecording), typeof(string))]
public sealed class StopSoraRecordingCommand : SoraChangeCommand<SoraStoppedRecording>
{
    private readonly HashSet<(SoraServer, string)> _seen = new();
    private SessionWaiter? _waiter;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>Waits until nothing is recorded any more.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Seconds to wait; 0 asks once.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Seconds from one request to the next while it waits.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; } = 1;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _waiter = SessionWaiter.Create(CommandLine, Wait, TimeoutSec, Interval);
    }

    private protected override IEnumerable<Change<SoraStoppedRecording>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            if (_seen.Add((server, channel)))
            {
                yield return CreateChange(server, channel, SafeMessage.Format(Messages.PlanStopRecording, ChannelDetails.Describe(InputObject, channel), server.Name));
            }
        }
    }

    private Change<SoraStoppedRecording> CreateChange(SoraServer server, string channel, string description)
    {
        SoraRecording? recording = null; // which one it is must be read before it is stopped
        return new(server, SoraOperations.StopRecording, description, (SoraFields.ChannelId, channel))
        {
            Prepare = _waiter is null ? null : async (client, _, token) => recording = (await SessionWaiter.FindAsync(client, channel, token).ConfigureAwait(false))?.Recording,
            Complete = _waiter is null ? null : async (client, answer, token) =>
            {
                await _waiter.WaitAsync(client, channel, now => now?.Recording is null || now.Recording.RecordingId != recording?.RecordingId, Messages.WaitRecordingGone, token).ConfigureAwait(false);
                if (recording is not null)
                {
                    answer.AddRecording(recording);
                }
            },
        };
    }
}
