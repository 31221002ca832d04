namespace SoraPS;

/// <summary>
/// One connection of a Sora server, an element of <c>ListConnections</c> and <c>ListChannelConnections</c>. The three ids and the role are
/// always there; everything else depends on the server's version and is null when it was not sent (sora-api 3.1).
/// </summary>
public sealed class SoraConnection : SoraObject
{
    private static readonly (string Name, Func<SoraConnection, object?> Of)[] Compared =
    {
        (nameof(ClientId), connection => connection.ClientId),
        (nameof(BundleId), connection => connection.BundleId),
        (nameof(SessionId), connection => connection.SessionId),
        (nameof(Role), connection => connection.Role),
        (nameof(Audio), connection => connection.Audio is null),
        (nameof(AudioCodecType), connection => connection.AudioCodecType),
        (nameof(Video), connection => connection.Video is null),
        (nameof(VideoCodecType), connection => connection.VideoCodecType),
        (nameof(VideoBitRate), connection => connection.VideoBitRate),
        (nameof(Multistream), connection => connection.Multistream),
        (nameof(Simulcast), connection => connection.Simulcast),
        (nameof(Spotlight), connection => connection.Spotlight),
        (nameof(CreatedTime), connection => connection.CreatedTime),
        (nameof(NodeName), connection => connection.NodeName),
        (nameof(RecordingBlock), connection => connection.RecordingBlock),
    };

    private object? _eventMetadata;

    /// <summary>The channel, chosen by whoever connected: at most 255 bytes of any text (A).</summary>
    public string ChannelId { get; internal set; } = string.Empty;

    /// <summary>The client, chosen by whoever connected; not unique. The connection id where none was chosen (A).</summary>
    public string ClientId { get; internal set; } = string.Empty;

    /// <summary>The connection, issued by Sora: a UUID in Base32, 26 characters (A).</summary>
    public string ConnectionId { get; internal set; } = string.Empty;

    /// <summary>Connections of one bundle do not receive each other (A).</summary>
    public string? BundleId { get; internal set; }

    /// <summary>The session of the channel, issued by Sora (A).</summary>
    public string? SessionId { get; internal set; }

    /// <summary><c>sendrecv</c>, <c>sendonly</c>, <c>recvonly</c>, or whatever a later Sora says (A).</summary>
    public string Role { get; internal set; } = string.Empty;

    /// <summary>The audio; null for off or not sent.</summary>
    public SoraAudio? Audio { get; internal set; }

    /// <summary>The video; null for off or not sent.</summary>
    public SoraVideo? Video { get; internal set; }

    /// <summary>The audio codec, <c>OPUS</c> for example.</summary>
    public string? AudioCodecType => Audio?.CodecType;

    /// <summary>The video codec, <c>VP9</c> for example.</summary>
    public string? VideoCodecType => Video?.CodecType;

    /// <summary>The video bit rate in kbps.</summary>
    public long? VideoBitRate => Video?.BitRate;

    /// <summary>True for multistream. Newer servers do not send it (C).</summary>
    public bool? Multistream { get; internal set; }

    /// <summary>True if simulcast is on.</summary>
    public bool? Simulcast { get; internal set; }

    /// <summary>True if spotlight is on.</summary>
    public bool? Spotlight { get; internal set; }

    /// <summary>When the connection was made, in local time, exact to the microsecond.</summary>
    public DateTime? CreatedAt => CreatedUtc?.ToLocalTime();

    /// <summary>The same as the server's own number, <c>created_time</c>: microseconds since 1970-01-01T00:00:00Z (A).</summary>
    public long? CreatedTime { get; internal set; }

    /// <summary>How long ago that was; null when it is not known, zero where the server's clock is ahead of ours.</summary>
    public TimeSpan? Age => AgeOf(CreatedUtc);

    /// <summary>What the authentication webhook attached: free JSON, or the text <c>REDACTED</c> (A).</summary>
    public object? EventMetadata { get => LateJson.Get(ref _eventMetadata); internal set => _eventMetadata = value; }

    /// <summary>The node of the cluster (C).</summary>
    public string? NodeName { get; internal set; }

    /// <summary>True if the connection is left out of recordings (C).</summary>
    public bool? RecordingBlock { get; internal set; }

    internal DateTime? CreatedUtc { get; set; }

    /// <summary>When the connection was made, in UTC.</summary>
    public DateTime? GetCreatedUtc() => CreatedUtc;

    /// <summary><c>channel/client/connection</c>.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId) + "/" + SafeText.ForDisplay(ClientId) + "/" + SafeText.ForDisplay(ConnectionId);

    /// <summary>How long ago that was; zero where the server's clock is ahead of ours.</summary>
    public static TimeSpan? AgeOf(DateTime? createdUtc) => DateTime.UtcNow - createdUtc is { } age ? age < TimeSpan.Zero ? TimeSpan.Zero : age : null;

    /// <summary>The names of the properties that are not as they were. Free JSON and fields that we do not know are not looked at: they may be counters.</summary>
    public string[] GetDifferences(SoraConnection before) =>
        Array.FindAll(Compared, property => !Equals(property.Of(this), property.Of(before))) is { Length: > 0 } differ ? Array.ConvertAll(differ, property => property.Name) : Array.Empty<string>();
}
