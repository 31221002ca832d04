using System.Text.Json;

namespace SoraPS;

/// <summary>
/// The statistics that the client of a connection reported, as its WebRTC library counts them (<c>getStats</c>): an element of the answers of ListRtcStats and
/// ListChannelRtcStats, and the answer of GetRtcStats (documentation: API_RTC_STATS, A; that the last is one object: D).
/// </summary>
public sealed class SoraRtcStats : SoraStatistics
{
    private const string FlatPrefix = "rtc_stats";

    internal static readonly StatisticsField<SoraRtcStats>[] Fields =
    {
        StatisticsField<SoraRtcStats>.Text("channel_id", (stats, value) => stats.ChannelId = value),
        StatisticsField<SoraRtcStats>.Text("connection_id", (stats, value) => stats.ConnectionId = value),
        StatisticsField<SoraRtcStats>.Time("timestamp", (stats, value) => stats.TimestampUtc = value),
        new(FlatPrefix, ReadReport),
        new("stats", ReadReport), // its name before Sora 2024.1
    };

    private object? _report;
    private LazyJson? _lazyReport;
    private ArraySegment<byte>? _row;

    /// <summary>The channel id.</summary>
    public string? ChannelId { get; internal set; }

    /// <summary>The connection id.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>When the client reported, in local time.</summary>
    public DateTime? Timestamp => TimestampUtc?.ToLocalTime();

    /// <summary>The objects of the report, of the types that the W3C defines (<c>inbound-rtp</c>, <c>media-source</c>, …), with their members. Null in a row for tables.</summary>
    public object? RtcStats => LazyJson.Get(ref _report);

    private DateTime? TimestampUtc { get; set; }

    /// <summary><c>channel/connection</c>.</summary>
    public override string ToString() => SoraAnswer.JoinIds(ChannelId, ConnectionId);

    /// <summary>A row for each object of the report. The names of its members follow <c>rtc_stats</c> and a dot.</summary>
    public override IEnumerable<SoraStatistics> Flatten() => (_lazyReport?.GetElements() ?? Enumerable.Empty<ArraySegment<byte>>()).Select(element =>
    {
        var flat = (SoraRtcStats)CreateFlat();
        (flat._report, flat._lazyReport, flat._row) = (null, null, element);
        return flat;
    });

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        ConnectionId ??= request.GetId(SoraFields.ConnectionId);
    }

    private protected override void AddFields(SoraUnknownFields fields, bool isFlat)
    {
        AddFields(Fields, fields, isFlat);
        if (_row is { } row)
        {
            AddFlat(row, FlatPrefix, fields);
        }
    }

    private static bool ReadReport(ref Utf8JsonReader reader, SoraRtcStats? target, StringCache? strings)
    {
        bool fits = reader.TokenType == JsonTokenType.StartArray;
        if (fits && target is not null)
        {
            target._report = target._lazyReport = target.KeepValue(ref reader);
        }

        return fits;
    }
}
