using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>
/// A session: a channel's life, from its first connection to its last. An element of the answer of ListSessions, and the answer of GetSession (kohaku's log
/// of a Sora 2025.2.1, B). Channel and session are always there; the rest is null if the server did not send it.
/// </summary>
public sealed class SoraSession : SoraAnswer
{
    private object? _sessionMetadata;

    /// <summary>The channel id.</summary>
    [JsonPropertyName("channel_id")]
    public string? ChannelId { get; internal set; }

    /// <summary>The id of the session, which Sora issues.</summary>
    [JsonPropertyName("session_id")]
    public string? SessionId { get; internal set; }

    /// <summary>The group of sessions; without one of its own, the id of the session (B).</summary>
    public string? GroupId { get; internal set; }

    /// <summary>The name of the cluster's node that has the session.</summary>
    public string? NodeName { get; internal set; }

    /// <summary>The label of the server.</summary>
    public string? Label { get; internal set; }

    /// <summary>The version of the server.</summary>
    public string? Version { get; internal set; }

    /// <summary>Whether spotlight is on.</summary>
    public bool? Spotlight { get; internal set; }

    /// <summary>How many of <see cref="Connections"/> are connected now.</summary>
    public int ConnectionCount => Connections.Count(connection => connection.DestroyedAt is null);

    /// <summary>The greatest number of connections that it had at once (sora-server-sdk-ts, B).</summary>
    public long? MaxConnections { get; internal set; }

    /// <summary>How many connections it has had in all (sora-server-sdk-ts, B).</summary>
    public long? TotalConnections { get; internal set; }

    /// <summary>When it began, in local time, with microseconds if the server sent them.</summary>
    public DateTime? CreatedAt => GetCreatedUtc()?.ToLocalTime();

    /// <summary>When it began, as the server sent it in <c>created_time</c>: seconds since 1970-01-01T00:00:00Z. (In connections it is microseconds.)</summary>
    public long? CreatedTime { get; internal set; }

    /// <summary>How long ago it began; null if that is not known, zero if the server's clock is ahead of ours.</summary>
    public TimeSpan? Age => SoraConnection.AgeOf(GetCreatedUtc());

    /// <summary>Its connections, those included that have ended.</summary>
    public SoraSessionConnectionCollection Connections { get; internal set; } = SoraSessionConnectionCollection.None;

    /// <summary>The recording that is in progress; null for none.</summary>
    public SoraRecording? Recording { get; internal set; }

    /// <summary>The metadata of the session: any JSON, or the text <c>REDACTED</c>.</summary>
    public object? SessionMetadata { get => LazyJson.Get(ref _sessionMetadata); internal set => _sessionMetadata = value; }

    internal DateTime? CreatedTimestamp { get; set; }

    internal override bool IsAnswer => ChannelId is not null && SessionId is not null;

    /// <summary>When it began, in UTC; null if that is not known.</summary>
    public DateTime? GetCreatedUtc() => CreatedTimestamp ?? (CreatedTime is { } seconds ? Json.CreatedTime.SecondsToUtc(seconds) : null);

    /// <inheritdoc/>
    public override void SetServer(ISoraServer server)
    {
        base.SetServer(server);
        Recording?.SetServer(server);
        foreach (var connection in Connections)
        {
            connection.SetServer(server);
        }
    }

    /// <summary><c>channel/session</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, SessionId);

    /// <summary>Tells the connections and the recording of which session they are.</summary>
    internal void Complete()
    {
        foreach (var connection in Connections)
        {
            (connection.ChannelId, connection.SessionId) = (ChannelId, SessionId);
        }

        if (Recording is not null)
        {
            (Recording.ChannelId, Recording.SessionId) = (ChannelId, SessionId);
        }
    }
}
