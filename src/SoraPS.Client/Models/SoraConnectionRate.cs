namespace SoraPS;

/// <summary>
/// How much a connection, or several together, sent and received per second between two looks at their statistics. Directions are those of the server: it
/// receives from clients that send. A rate that is not known is null. Further counters that were asked for are unknown fields under their keys.
/// </summary>
public sealed class SoraConnectionRate : SoraObject
{
    // Which counters there are depends on the release; the first that is there counts. Names: with simulcast.*.rtp of API_STATS (A) as the model, those of
    // sent packets are an inference (D); total_received_bytes and the like: sorabeat, 2017 (B). NACKs are what is known of losses (sorabeat, B).
    internal static readonly (string[] Keys, Func<SoraConnectionRate, double?> Get, Action<SoraConnectionRate, double?> Set)[] Defaults =
    {
        (new[] { "rtp.total_received_rtp_byte_size", "rtp.total_received_bytes" }, rate => rate.ReceivedBytesPerSecond, (rate, value) => rate.ReceivedBytesPerSecond = value),
        (new[] { "rtp.total_received_rtp" }, rate => rate.ReceivedPacketsPerSecond, (rate, value) => rate.ReceivedPacketsPerSecond = value),
        (new[] { "rtp.total_sent_rtcp_rtpfb_generic_nack", "rtcp.total_sent_rtcp_rtpfb_generic_nack" }, rate => rate.ReceivedLossesPerSecond, (rate, value) => rate.ReceivedLossesPerSecond = value),
        (new[] { "rtp.total_sent_rtp_byte_size", "rtp.total_sent_bytes" }, rate => rate.SentBytesPerSecond, (rate, value) => rate.SentBytesPerSecond = value),
        (new[] { "rtp.total_sent_rtp" }, rate => rate.SentPacketsPerSecond, (rate, value) => rate.SentPacketsPerSecond = value),
        (new[] { "rtp.total_received_rtcp_rtpfb_generic_nack", "rtcp.total_received_rtcp_rtpfb_generic_nack" }, rate => rate.SentLossesPerSecond, (rate, value) => rate.SentLossesPerSecond = value),
    };

    // Of the time between the looks, the part in which the connection was there.
    private double _presence = 1;

    private SoraConnectionRate(string? channelId, string? role) => (ChannelId, Role) = (channelId, role);

    internal SoraConnectionRate(SoraConnectionStats stats, TimeSpan? interval, double presence)
        : this(stats.ChannelId, null)
    {
        (ClientId, ConnectionId, ConnectionCount) = (stats.ClientId, stats.ConnectionId, 1);
        (Interval, TimestampUtc, _presence) = (interval, stats.TimestampUtc, presence);
    }

    /// <summary>The channel; null for a sum over several.</summary>
    public string? ChannelId { get; }

    /// <summary>The client; null for a sum.</summary>
    public string? ClientId { get; }

    /// <summary>The connection; null for a sum.</summary>
    public string? ConnectionId { get; }

    /// <summary>The role; null if it is not known, or if connections of several roles were summed up.</summary>
    public string? Role { get; private set; }

    /// <summary>How many connections were there at the second look.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>The time between the two looks, by the clock of the server; for a new connection the time since it was made; for a sum, the longest.</summary>
    public TimeSpan? Interval { get; private set; }

    /// <summary>When the server counted for the second time, in local time.</summary>
    public DateTime? Timestamp => TimestampUtc?.ToLocalTime();

    /// <summary>The bytes that the server received per second.</summary>
    public double? ReceivedBytesPerSecond { get; private set; }

    /// <summary>The RTP packets that the server received per second.</summary>
    public double? ReceivedPacketsPerSecond { get; private set; }

    /// <summary>The reports of lost packets (NACK) that the server sent per second: of packets that it did not receive.</summary>
    public double? ReceivedLossesPerSecond { get; private set; }

    /// <summary>The bytes that the server sent per second.</summary>
    public double? SentBytesPerSecond { get; private set; }

    /// <summary>The RTP packets that the server sent per second.</summary>
    public double? SentPacketsPerSecond { get; private set; }

    /// <summary>The reports of lost packets (NACK) that the server received per second: of packets that the client did not receive.</summary>
    public double? SentLossesPerSecond { get; private set; }

    private DateTime? TimestampUtc { get; set; }

    /// <summary>A sum without connections.</summary>
    /// <param name="channelId">The channel, if all are of one.</param>
    /// <param name="role">The role, if all have the same.</param>
    public static SoraConnectionRate CreateSum(string? channelId, string? role) => new(channelId, role);

    /// <summary>Adds the rate of a connection to a sum. What is not known of it is not added. A new connection counts by the part of the time in which it was there.</summary>
    public void Add(SoraConnectionRate connection)
    {
        _ = connection ?? throw new ArgumentNullException(nameof(connection));
        ConnectionCount += connection.ConnectionCount;
        Interval = connection.Interval > Interval || Interval is null ? connection.Interval ?? Interval : Interval;
        TimestampUtc = connection.TimestampUtc > TimestampUtc || TimestampUtc is null ? connection.TimestampUtc ?? TimestampUtc : TimestampUtc;
        foreach (var (_, get, set) in Defaults)
        {
            set(this, AddRates(get(this), get(connection) * connection._presence));
        }

        foreach (var counter in connection.GetUnknownFields())
        {
            object? sum = GetUnknownFields().TryGetValue(counter.Key, out object? known) ? known : null;
            AddUnknownField(counter.Key, AddRates((double?)sum, (double?)counter.Value * connection._presence));
        }
    }

    /// <summary>Adds the role, which statistics do not have.</summary>
    public void SetRole(string? role) => Role = role;

    /// <summary>The ids that are known, with slashes between them; of a sum without any, the role, or how many connections there are.</summary>
    public override string ToString() =>
        ChannelId is not null ? SoraAnswer.JoinIds(ChannelId, ClientId, ConnectionId)
        : Role is not null ? SafeText.ForDisplay(Role)
        : ConnectionCount.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static double? AddRates(double? sum, double? rate) => sum is null ? rate : sum + (rate ?? 0);
}
