using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Operations that old scripts call and old servers have, and operations for Shiguredo's own tests. No cmdlet uses them.</content>
public static partial class SoraOperations
{
    private static readonly SoraOperation[] Historical =
    {
        Row(new SoraOperation("Sora_20130308.DisconnectWebSocket")
        {
            About = ("Breaks the WebSocket of a client.", "クライアントの WebSocket を切断します。"),
            Group = Signaling, Required = new[] { ChannelId, ClientId, Code }, Stability = Test, Certainty = "B/-", Source = "sora-js-sdk",
        }),
        Row(new SoraOperation("Sora_20151104.ListAllConnections")
        {
            About = ("Listed the connections of the server.", "サーバーのコネクションの一覧を取得するものでした。"),
            Group = Connection, Changes = false, Stability = Removed, RemovedIn = "2021-12", Successor = "Sora_20201013.ListConnections", Certainty = "A/-", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20170814.ListChannelClients")
        {
            About = ("Listed the clients of a channel.", "チャネルのクライアントの一覧を取得するものでした。"),
            Group = Connection, Required = new[] { ChannelId }, Changes = false, Stability = Removed, Successor = "Sora_20201013.ListChannelConnections", Certainty = "A/-", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20151104.DisconnectChannelUpstream")
        {
            About = ("Cut the senders of a channel.", "チャネルの送信側を切断するものでした。"),
            Group = Signaling, Required = new[] { ChannelId }, Stability = Removed, RemovedIn = "2021-06", Successor = "Sora_20201120.DisconnectChannelByRole", Certainty = "A/A", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20151104.DisconnectChannelDownstream")
        {
            About = ("Cut the receivers of a channel.", "チャネルの受信側を切断するものでした。"),
            Group = Signaling, Required = new[] { ChannelId }, Stability = Removed, RemovedIn = "2021-06", Successor = "Sora_20201120.DisconnectChannelByRole", Certainty = "A/A", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20200401.PauseRtpStream")
        {
            About = ("Paused the streams that a receiver gets.", "受信側に送るストリームを一時停止するものでした。"),
            Group = Simulcast, Required = new[] { ChannelId, RecvConnectionId }, Optional = new[] { SendConnectionId },
            Stability = Removed, RemovedIn = "2025.2.0", Successor = "Sora_20251217.RequestSimulcastRid", Certainty = "A/-", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20200401.ResumeRtpStream")
        {
            About = ("Resumed the streams that a receiver gets.", "受信側に送るストリームを再開するものでした。"),
            Group = Simulcast, Required = new[] { ChannelId, RecvConnectionId }, Optional = new[] { SendConnectionId },
            Stability = Removed, RemovedIn = "2025.2.0", Successor = "Sora_20251217.RequestSimulcastRid", Certainty = "A/-", Source = "OBSOLETE_API",
        }),
        Row(new SoraOperation("Sora_20180820.ChangeSimulcastQuality")
        {
            About = ("Chose the simulcast stream that a receiver gets.", "受信側に送るサイマルキャストのストリームを選ぶものでした。"),
            Group = Simulcast, Required = new[] { ChannelId, ConnectionId, Quality }, Optional = new[] { StreamId },
            Stability = Removed, Successor = "Sora_20251217.RequestSimulcastRid", Certainty = "B/-", Source = "sora-devtools (2020)",
        }),
        Row(new SoraOperation("Sora_20200807.RequestSpotlightQuality")
        {
            About = ("Chose the spotlight stream that a receiver gets.", "受信側に送るスポットライトのストリームを選ぶものでした。"),
            Group = Spotlight, BodyRule = SoraOperation.RequiredBody,
            Stability = Removed, Successor = "Sora_20211215.RequestSpotlightRid", Certainty = "B/-", Source = "sora-devtools (2020), which is not public with its keys",
        }),
        Row(new SoraOperation("Sora_20200807.ResetSpotlightQuality")
        {
            About = ("Took a choice of RequestSpotlightQuality back.", "RequestSpotlightQuality で選んだストリームを元に戻すものでした。"),
            Group = Spotlight, BodyRule = SoraOperation.RequiredBody,
            Stability = Removed, Successor = "Sora_20211215.ResetSpotlightRid", Certainty = "B/-", Source = "sora-devtools (2020), which is not public with its keys",
        }),
        Row(new SoraOperation("Sora_20211215.ListChannelUserAgentStats")
        {
            About = ("Listed the statistics that the clients of a channel reported.", "チャネルのクライアントが報告した統計情報の一覧を取得するものでした。"),
            Group = Statistics, Required = new[] { ChannelId }, Changes = false, AnswersList = true, Stability = Removed, Successor = "Sora_20211215.ListChannelRtcStats", Since = "2021.2", Certainty = "A/A", Source = "sora-labo-doc (2022)",
        }),
        Row(new SoraOperation("Sora_20211215.GetUserAgentStats")
        {
            About = ("Showed the statistics that the client of a connection reported.", "コネクションのクライアントが報告した統計情報を取得するものでした。"),
            Group = Statistics, Required = new[] { ChannelId, ConnectionId }, Changes = false, Stability = Removed, Successor = "Sora_20211215.GetRtcStats", Since = "2021.2", Certainty = "A/A", Source = "sora-labo-doc (2022)",
        }),
        Row(new SoraOperation("Sora_20170814.StartForwardingRtp")
        {
            About = ("Forwarded the RTP packets of a channel to an address.", "チャネルの RTP パケットを指定したアドレスに転送するものでした。"),
            Group = Connection, Required = new[] { ChannelId, IpAddress, AudioPort, VideoPort }, Optional = new[] { ConnectionId },
            Stability = Removed, Certainty = "A/-", Source = "OBSOLETE_API",
        }),
    };
}
