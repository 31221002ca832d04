using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Starts recording the sessions of channels.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraRecording", SupportsShouldProcess = true)]
[OutputType(typeof(SoraStartedRecording), typeof(string))]
public sealed class StartSoraRecordingCommand : SoraChangeCommand<SoraStartedRecording>
{
    private readonly HashSet<(SoraServer, string)> _seen = new();
    private SessionWaiter? _waiter;
    private JsonElement? _metadata;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>After how long the recording ends by itself; without it, with the session.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(ExpireTime))]
    public TimeSpan? ExpireTime { get; set; }

    /// <summary>How long each file is; without it, there is one file.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(SplitDuration))]
    public TimeSpan? SplitDuration { get; set; }

    /// <summary>Only the files of that length, and none of the whole.</summary>
    [Parameter]
    public SwitchParameter SplitOnly { get; set; }

    /// <summary>The kind of file.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("webm", "mp4")]
    public string? Format { get; set; }

    /// <summary>What Sora passes on with the report of the recording: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Metadata { get; set; }

    /// <summary>Waits until the session says that it is recorded.</summary>
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
        _metadata = CommandLine.GetJsonObject(Metadata, nameof(Metadata));
        string? mistake = CheckSeconds(nameof(ExpireTime), ExpireTime, SoraFields.ExpireTime) ?? CheckSeconds(nameof(SplitDuration), SplitDuration, SoraFields.SplitDuration)
            ?? (SplitOnly.IsPresent && SplitDuration is null ? Messages.SplitOnlyAlone : null);
        if (mistake is not null)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(mistake), null);
        }
    }

    private protected override IEnumerable<Change<SoraStartedRecording>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            if (_seen.Add((server, channel)))
            {
                yield return new(
                    server,
                    SoraOperations.StartRecording,
                    Describe(server.Name, channel),
                    (SoraFields.ChannelId, channel),
                    (SoraFields.ExpireTime, (long?)ExpireTime?.TotalSeconds),
                    (SoraFields.SplitDuration, (long?)SplitDuration?.TotalSeconds),
                    (SoraFields.SplitOnly, CommandLine.Contains(nameof(SplitOnly)) ? SplitOnly.IsPresent : null),
                    (SoraFields.Format, Format?.ToLowerInvariant()),
                    (SoraFields.RecordingMetadata, _metadata))
                { Complete = _waiter is null ? null : (client, answer, token) => WaitAsync(client, channel, answer, token) };
            }
        }
    }

    private async Task WaitAsync(SoraClient client, string channel, SoraStartedRecording answer, CancellationToken cancellationToken)
    {
        var session = await _waiter!.WaitAsync(client, channel, now => now?.Recording is not null, Messages.WaitRecordingThere, cancellationToken).ConfigureAwait(false);
        answer.AddRecording(session!.Recording!);
    }

    private string Describe(string server, string channel)
    {
        string where = ChannelDetails.Describe(InputObject, channel);
        return ExpireTime is null
            ? SafeMessage.Format(Messages.PlanStartRecording, where, server)
            : SafeMessage.Format(Messages.PlanStartRecordingFor, where, server, DisplayText.FormatDuration(ExpireTime));
    }

    /// <summary>Sora takes whole seconds, up to a day (API_RECORDING, A).</summary>
    private static string? CheckSeconds(string parameter, TimeSpan? value, SoraField field) =>
        value is not { } time ? null
        : time.Ticks % TimeSpan.TicksPerSecond != 0 ? string.Format(Messages.Culture, Messages.DurationNotWhole, parameter)
        : time.TotalSeconds > field.Maximum ? string.Format(Messages.Culture, Messages.RecordingTooLong, parameter, field.Maximum)
        : null;
}
