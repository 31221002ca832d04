namespace SoraPS;

/// <summary>A recording that is in progress: the member <c>recording</c> of a session (SoraSessionManager, C). What the server did not send is null.</summary>
public sealed class SoraRecording : SoraObject
{
    /// <summary>The channel of the session.</summary>
    public string? ChannelId { get; internal set; }

    /// <summary>The session that is recorded.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>The id of the recording, which Sora issues.</summary>
    public string? RecordingId { get; internal set; }

    /// <summary>The kind of file: <c>webm</c> or <c>mp4</c>.</summary>
    public string? Format { get; internal set; }

    /// <summary>When it began, in local time.</summary>
    public DateTime? StartedAt => StartedUtc?.ToLocalTime();

    /// <summary>When it ends by itself, in local time; null if it ends with the session.</summary>
    public DateTime? ExpiresAt => ExpiresUtc?.ToLocalTime();

    /// <summary>After how many seconds it ends by itself; null if it ends with the session.</summary>
    public long? ExpireTime { get; internal set; }

    /// <summary>How many seconds of it each file holds; null if it is not split.</summary>
    public long? SplitDuration { get; internal set; }

    /// <summary>Whether there are only the parts, and no file of the whole.</summary>
    public bool? SplitOnly { get; internal set; }

    internal DateTime? StartedUtc { get; set; }

    internal DateTime? ExpiresUtc { get; set; }

    /// <summary><c>channel/recording</c>.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId) + "/" + SafeText.ForDisplay(RecordingId);
}
