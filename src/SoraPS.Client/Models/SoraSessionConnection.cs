using System.Collections.ObjectModel;

namespace SoraPS;

/// <summary>A connection of a session, as <c>GetSession</c> and <c>ListSessions</c> send it: flatter than in a list of connections, and also after its end.</summary>
public sealed class SoraSessionConnection : SoraObject
{
    private object? _eventMetadata;
    private object? _videoVp9Params;
    private object? _videoAv1Params;
    private object? _videoH264Params;
    private object? _videoH265Params;

    /// <summary>The channel of the session.</summary>
    public string? ChannelId { get; internal set; }

    /// <summary>The client id.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>The connection id.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>The bundle id.</summary>
    public string? BundleId { get; internal set; }

    /// <summary>The session.</summary>
    public string? SessionId { get; internal set; }

    /// <summary><c>sendrecv</c>, <c>sendonly</c>, <c>recvonly</c>, or another word of a later Sora.</summary>
    public string? Role { get; internal set; }

    /// <summary>Whether audio is on.</summary>
    public bool? Audio { get; internal set; }

    /// <summary>The audio codec: <c>OPUS</c>, for example.</summary>
    public string? AudioCodecType { get; internal set; }

    /// <summary>The audio bit rate in kbps.</summary>
    public long? AudioBitRate { get; internal set; }

    /// <summary>Whether video is on.</summary>
    public bool? Video { get; internal set; }

    /// <summary>The video codec: <c>VP9</c>, for example.</summary>
    public string? VideoCodecType { get; internal set; }

    /// <summary>The video bit rate in kbps.</summary>
    public long? VideoBitRate { get; internal set; }

    /// <summary>The parameters of VP9: any JSON, with <c>profile_id</c>.</summary>
    public object? VideoVp9Params { get => LazyJson.Get(ref _videoVp9Params); internal set => _videoVp9Params = value; }

    /// <summary>The parameters of AV1: any JSON, with <c>profile</c>.</summary>
    public object? VideoAv1Params { get => LazyJson.Get(ref _videoAv1Params); internal set => _videoAv1Params = value; }

    /// <summary>The parameters of H.264: any JSON, with <c>profile_level_id</c>.</summary>
    public object? VideoH264Params { get => LazyJson.Get(ref _videoH264Params); internal set => _videoH264Params = value; }

    /// <summary>The parameters of H.265: any JSON, with <c>level_id</c>.</summary>
    public object? VideoH265Params { get => LazyJson.Get(ref _videoH265Params); internal set => _videoH265Params = value; }

    /// <summary>Whether simulcast is on.</summary>
    public bool? Simulcast { get; internal set; }

    /// <summary>When the connection was made, in local time.</summary>
    public DateTime? CreatedAt => CreatedUtc?.ToLocalTime();

    /// <summary>When the connection ended, in local time; null while it is connected.</summary>
    public DateTime? DestroyedAt => DestroyedUtc?.ToLocalTime();

    /// <summary>The metadata that the authentication webhook attached: any JSON, or the text <c>REDACTED</c>.</summary>
    public object? EventMetadata { get => LazyJson.Get(ref _eventMetadata); internal set => _eventMetadata = value; }

    internal DateTime? CreatedUtc { get; set; }

    internal DateTime? DestroyedUtc { get; set; }

    /// <summary><c>channel/client/connection</c>.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId) + "/" + SafeText.ForDisplay(ClientId) + "/" + SafeText.ForDisplay(ConnectionId);
}

/// <summary>The connections of a session, whose text is readable, also in a CSV file.</summary>
public sealed class SoraSessionConnectionCollection : ReadOnlyCollection<SoraSessionConnection>
{
    internal static readonly SoraSessionConnectionCollection None = new(Array.Empty<SoraSessionConnection>());

    /// <summary>Makes a collection of these connections.</summary>
    public SoraSessionConnectionCollection(IList<SoraSessionConnection> connections)
        : base(connections)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
