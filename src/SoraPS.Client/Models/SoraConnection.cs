namespace SoraPS;

/// <summary>
/// A connection of a Sora server: an element of the answers of <c>ListConnections</c> and <c>ListChannelConnections</c>. The three ids and the role are
/// always there. Everything else depends on the server's version, and is null if the server did not send it (sora-api 3.1).
/// </summary>
public sealed class SoraConnection : SoraObject
{
    private static readonly (string Name, Func<SoraConnection, object?> GetValue)[] ComparedProperties =
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

    /// <summary>The channel id, which the client chooses: any text of at most 255 bytes of UTF-8 (A).</summary>
    public string ChannelId { get; internal set; } = string.Empty;

    /// <summary>The client id, which the client may choose; not unique. By default it is the connection id (A).</summary>
    public string ClientId { get; internal set; } = string.Empty;

    /// <summary>The connection id, which Sora issues: a UUID in Base32, 26 characters (A).</summary>
    public string ConnectionId { get; internal set; } = string.Empty;

    /// <summary>The bundle id. Connections with the same bundle id do not receive each other's media (A).</summary>
    public string? BundleId { get; internal set; }

    /// <summary>The id of the channel's session, which Sora issues (A).</summary>
    public string? SessionId { get; internal set; }

    /// <summary><c>sendrecv</c>, <c>sendonly</c>, <c>recvonly</c>, or another word of a later Sora (A).</summary>
    public string Role { get; internal set; } = string.Empty;

    /// <summary>The audio; null if it is off, or was not sent by the server.</summary>
    public SoraAudio? Audio { get; internal set; }

    /// <summary>The video; null if it is off, or was not sent by the server.</summary>
    public SoraVideo? Video { get; internal set; }

    /// <summary>The audio codec: <c>OPUS</c>, for example.</summary>
    public string? AudioCodecType => Audio?.CodecType;

    /// <summary>The video codec: <c>VP9</c>, for example.</summary>
    public string? VideoCodecType => Video?.CodecType;

    /// <summary>The video bit rate in kbps.</summary>
    public long? VideoBitRate => Video?.BitRate;

    /// <summary>Whether multistream is on. Newer servers do not send it (C).</summary>
    public bool? Multistream { get; internal set; }

    /// <summary>Whether simulcast is on.</summary>
    public bool? Simulcast { get; internal set; }

    /// <summary>Whether spotlight is on.</summary>
    public bool? Spotlight { get; internal set; }

    /// <summary>When the connection was made, in local time, with microseconds.</summary>
    public DateTime? CreatedAt => CreatedUtc?.ToLocalTime();

    /// <summary>When the connection was made, as the server sent it in <c>created_time</c>: microseconds since 1970-01-01T00:00:00Z (A).</summary>
    public long? CreatedTime { get; internal set; }

    /// <summary>How long ago the connection was made; null if that is not known, zero if the server's clock is ahead of ours.</summary>
    public TimeSpan? Age => AgeOf(CreatedUtc);

    /// <summary>The metadata that the authentication webhook attached: any JSON, or the text <c>REDACTED</c> (A).</summary>
    public object? EventMetadata { get => LazyJson.Get(ref _eventMetadata); internal set => _eventMetadata = value; }

    /// <summary>The name of the cluster's node that has the connection (C).</summary>
    public string? NodeName { get; internal set; }

    /// <summary>Whether the connection is excluded from recordings (C).</summary>
    public bool? RecordingBlock { get; internal set; }

    internal DateTime? CreatedUtc { get; set; }

    /// <summary>When the connection was made, in UTC; null if that is not known.</summary>
    public DateTime? GetCreatedUtc() => CreatedUtc;

    /// <summary><c>channel/client/connection</c>.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId) + "/" + SafeText.ForDisplay(ClientId) + "/" + SafeText.ForDisplay(ConnectionId);

    /// <summary>How long ago a time was; null for null, zero if the server's clock is ahead of ours.</summary>
    public static TimeSpan? AgeOf(DateTime? createdUtc) => DateTime.UtcNow - createdUtc is { } age ? age < TimeSpan.Zero ? TimeSpan.Zero : age : null;

    /// <summary>The names of the properties whose values have changed. JSON of any shape and unknown fields are not compared, because they may be counters that always change.</summary>
    public string[] GetDifferences(SoraConnection before) =>
        Array.FindAll(ComparedProperties, property => !Equals(property.GetValue(this), property.GetValue(before))) is { Length: > 0 } different ? Array.ConvertAll(different, property => property.Name) : Array.Empty<string>();
}
