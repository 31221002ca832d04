using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Statistics: of the node, of connections, and those that clients report.</content>
public static partial class SoraOperations
{
    private const string Statistics = nameof(Statistics);

    /// <summary>The statistics of the node. No body.</summary>
    public static readonly SoraListOperation<SoraServerStats> GetStatsReport = Row(new SoraListOperation<SoraServerStats>("Sora_20171010.GetStatsReport", json => json.CreateStatisticsReader(SoraServerStats.Fields))
    {
        About = ("Shows the statistics of the node.", "ノードの統計情報を取得します。"),
        Group = Statistics, AnswersList = false, Stability = Stable, Certainty = "B/B", Source = "sora_exporter (one node)", Cmdlet = new(new[] { "Get-SoraServerStats", "Test-SoraServer" }),
    });

    /// <summary>The statistics of all connections. No body, or <c>local</c>.</summary>
    public static readonly SoraListOperation<SoraConnectionStats> GetStatsAllConnections = Row(new SoraListOperation<SoraConnectionStats>("Sora_20171101.GetStatsAllConnections", json => json.CreateStatisticsReader(SoraConnectionStats.Fields))
    {
        About = ("Lists the statistics of all connections.", "すべてのコネクションの統計情報を取得します。"),
        Group = Statistics, Optional = new[] { Local }, Stability = Stable, Certainty = "B/A", Source = "API_STATS; sora-devtools (B)", Cmdlet = new(new[] { "Get-SoraConnectionStats", "Measure-SoraConnection" }),
    });

    /// <summary>The statistics of one connection: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraListOperation<SoraConnectionStats> GetStatsConnection = Row(new SoraListOperation<SoraConnectionStats>("Sora_20170529.GetStatsConnection", json => json.CreateStatisticsReader(SoraConnectionStats.Fields))
    {
        About = ("Shows the statistics of a connection.", "コネクションの統計情報を取得します。"),
        Group = Statistics, Required = new[] { ChannelId, ConnectionId }, AnswersList = false, Stability = Stable, Certainty = "B/B", Source = "sora-python-sdk; sora-devtools; not known: the error for an unknown connection, and whether a node knows those of others",
        Cmdlet = new(new[] { "Get-SoraConnectionStats", "Measure-SoraConnection" }),
    });

    /// <summary>The statistics of a client: <c>channel_id</c>, <c>client_id</c>. Whether the answer is an array or one object is not publicly known.</summary>
    public static readonly SoraListOperation<SoraConnectionStats> GetStatsClient = Row(new SoraListOperation<SoraConnectionStats>("Sora_20170529.GetStatsClient", json => json.CreateStatisticsReader(SoraConnectionStats.Fields))
    {
        About = ("Shows the statistics of a client.", "クライアントの統計情報を取得します。"),
        Group = Statistics, Required = new[] { ChannelId, ClientId }, AnswersList = false, Stability = Stable, Certainty = "B/-", Source = "sora-devtools; not known: whether it is one object or an array (both are taken), the error, and the scope in a cluster", Cmdlet = new(new[] { "Get-SoraConnectionStats", "Measure-SoraConnection" }),
    });

    /// <summary>The statistics that clients reported. No body, or <c>local</c>.</summary>
    public static readonly SoraListOperation<SoraRtcStats> ListRtcStats = Row(new SoraListOperation<SoraRtcStats>("Sora_20211215.ListRtcStats", json => json.CreateStatisticsReader(SoraRtcStats.Fields))
    {
        About = ("Lists the statistics that clients reported (WebRTC's getStats).", "クライアントが報告した統計情報 (WebRTC の getStats) の一覧を取得します。"),
        Group = Statistics, Optional = new[] { Local }, Stability = Stable, Since = "2024.1", Certainty = "A/A", Source = "API_RTC_STATS", Cmdlet = new(new[] { "Get-SoraRtcStats" }),
    });

    /// <summary>The statistics that the clients of a channel reported: <c>channel_id</c>.</summary>
    public static readonly SoraListOperation<SoraRtcStats> ListChannelRtcStats = Row(new SoraListOperation<SoraRtcStats>("Sora_20211215.ListChannelRtcStats", json => json.CreateStatisticsReader(SoraRtcStats.Fields))
    {
        About = ("Lists the statistics that the clients of a channel reported.", "チャネルのクライアントが報告した統計情報の一覧を取得します。"),
        Group = Statistics, Required = new[] { ChannelId }, Stability = Stable, Since = "2024.1", Certainty = "A/A", Source = "API_RTC_STATS", Cmdlet = new(new[] { "Get-SoraRtcStats" }),
    });

    /// <summary>The statistics that the client of a connection reported: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraListOperation<SoraRtcStats> GetRtcStats = Row(new SoraListOperation<SoraRtcStats>("Sora_20211215.GetRtcStats", json => json.CreateStatisticsReader(SoraRtcStats.Fields))
    {
        About = ("Shows the statistics that the client of a connection reported.", "コネクションのクライアントが報告した統計情報を取得します。"),
        Group = Statistics, Required = new[] { ChannelId, ConnectionId }, AnswersList = false, Stability = Stable, Since = "2024.1", Certainty = "B/D", Source = "sora-devtools; not known: the error for an unknown connection", Cmdlet = new(new[] { "Get-SoraRtcStats" }),
    });
}
