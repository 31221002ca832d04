namespace SoraPS;

/// <summary>The answer of StartRecording or StopRecording. What Sora answers is not known: these are the ids of the request, what the answer names as a session does, and what was read of the session.</summary>
public abstract class SoraRecordingAnswer : SoraChannelAnswer
{
    /// <summary>The session that is or was recorded; null if it is not known.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>The id of the recording; null if it is not known.</summary>
    public string? RecordingId { get; internal set; }

    /// <summary>Adds what a session says of its recording. What the answer itself contains stays.</summary>
    public virtual void AddRecording(SoraRecording recording)
    {
        SessionId ??= (recording ?? throw new ArgumentNullException(nameof(recording))).SessionId;
        RecordingId ??= recording.RecordingId;
    }

    /// <summary><c>channel</c>, or <c>channel/recording</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, RecordingId);

    internal override void Complete(SoraRequest request) => ChannelId ??= request[SoraFields.ChannelId] as string;
}

/// <summary>A recording that was started.</summary>
public sealed class SoraStartedRecording : SoraRecordingAnswer
{
    /// <summary>The kind of file: <c>webm</c> or <c>mp4</c>; null if it is not known.</summary>
    public string? Format { get; internal set; }

    /// <summary>When it began, in local time; null if it is not known.</summary>
    public DateTime? StartedAt => StartedUtc?.ToLocalTime();

    /// <summary>When it ends by itself, in local time; null if it is not known, or if it ends with the session.</summary>
    public DateTime? ExpiresAt => ExpiresUtc?.ToLocalTime();

    /// <summary>After how many seconds it ends by itself; null if it is not known, or if it ends with the session.</summary>
    public long? ExpireTime { get; internal set; }

    /// <summary>How many seconds of it each file holds; null if it is not known, or not split.</summary>
    public long? SplitDuration { get; internal set; }

    /// <summary>Whether there are only the parts; null if it is not known.</summary>
    public bool? SplitOnly { get; internal set; }

    internal DateTime? StartedUtc { get; set; }

    internal DateTime? ExpiresUtc { get; set; }

    /// <inheritdoc/>
    public override void AddRecording(SoraRecording recording)
    {
        base.AddRecording(recording);
        Format ??= recording.Format;
        StartedUtc ??= recording.StartedUtc;
        ExpiresUtc ??= recording.ExpiresUtc;
        ExpireTime ??= recording.ExpireTime;
        SplitDuration ??= recording.SplitDuration;
        SplitOnly ??= recording.SplitOnly;
    }
}

/// <summary>A recording that was stopped.</summary>
public sealed class SoraStoppedRecording : SoraRecordingAnswer;
