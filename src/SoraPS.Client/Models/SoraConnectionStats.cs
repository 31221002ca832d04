namespace SoraPS;

/// <summary>
/// The statistics of a connection as the server counts them: an element of the answer of GetStatsAllConnections, and the answer of GetStatsConnection
/// (documentation: API_STATS, A). What of the counters there is depends on the release and on the connection. They count from the beginning of the connection.
/// </summary>
public sealed class SoraConnectionStats : SoraStatistics
{
    internal static readonly StatisticsField<SoraConnectionStats>[] Fields =
    {
        StatisticsField<SoraConnectionStats>.Time("timestamp", (stats, value) => stats.TimestampUtc = value),
        StatisticsField<SoraConnectionStats>.Text("channel_id", (stats, value) => stats.ChannelId = value),
        StatisticsField<SoraConnectionStats>.Text("group_id", (stats, value) => stats.GroupId = value),
        StatisticsField<SoraConnectionStats>.Text("session_id", (stats, value) => stats.SessionId = value),
        StatisticsField<SoraConnectionStats>.Text("client_id", (stats, value) => stats.ClientId = value),
        StatisticsField<SoraConnectionStats>.Text("bundle_id", (stats, value) => stats.BundleId = value),
        StatisticsField<SoraConnectionStats>.Text("connection_id", (stats, value) => stats.ConnectionId = value),
    };

    /// <summary>The channel id.</summary>
    public string? ChannelId { get; internal set; }

    /// <summary>The client id.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>The connection id.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>The bundle id.</summary>
    public string? BundleId { get; internal set; }

    /// <summary>The id of the channel's session.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>The id of the group of sessions.</summary>
    public string? GroupId { get; internal set; }

    /// <summary>When the server counted, in local time, with microseconds.</summary>
    public DateTime? Timestamp => TimestampUtc?.ToLocalTime();

    internal DateTime? TimestampUtc { get; private set; }

    /// <summary><c>channel/client/connection</c>.</summary>
    public override string ToString() => SoraAnswer.JoinIds(ChannelId, ClientId, ConnectionId);

    /// <summary>The same without the counters.</summary>
    internal SoraConnectionStats ToIds() => new() { ChannelId = ChannelId, ClientId = ClientId, ConnectionId = ConnectionId, TimestampUtc = TimestampUtc };

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        ClientId ??= request.GetId(SoraFields.ClientId);
        ConnectionId ??= request.GetId(SoraFields.ConnectionId);
    }

    private protected override void AddFields(SoraUnknownFields fields, bool isFlat) => AddFields(Fields, fields, isFlat);
}
