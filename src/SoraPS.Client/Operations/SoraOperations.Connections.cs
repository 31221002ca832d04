using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Listing and disconnecting connections; key frames; simulcast streams.</content>
public static partial class SoraOperations
{
    private const string Signaling = nameof(Signaling);
    private const string Connection = nameof(Connection);
    private const string Simulcast = nameof(Simulcast);

    /// <summary>All connections of the server. No body, or <c>local</c>.</summary>
    public static readonly SoraListOperation<SoraConnection> ListConnections = Row(new SoraListOperation<SoraConnection>("Sora_20201013.ListConnections", json => json.CreateConnectionReader())
    {
        About = ("Lists the connections of the server.", "サーバーのコネクションの一覧を取得します。"),
        Group = Connection, Optional = new[] { Local }, Stability = Stable, Since = "2020.3", Certainty = "A/A", Source = "API_CONNECTION",
        Cmdlet = new(new[] { "Get-SoraConnection", "Get-SoraChannel", "Watch-SoraConnection", "Wait-SoraConnection" }),
    });

    /// <summary>The connections of one channel: <c>channel_id</c>.</summary>
    public static readonly SoraListOperation<SoraConnection> ListChannelConnections = Row(new SoraListOperation<SoraConnection>("Sora_20201013.ListChannelConnections", json => json.CreateConnectionReader())
    {
        About = ("Lists the connections of a channel.", "チャネルのコネクションの一覧を取得します。"),
        Group = Connection, Required = new[] { ChannelId }, Stability = Stable, Since = "2020.3", Certainty = "A/A", Source = "API_CONNECTION",
        Cmdlet = new(new[] { "Get-SoraConnection", "Get-SoraChannel", "Watch-SoraConnection", "Wait-SoraConnection" }),
    });

    /// <summary>The ids of the channels, and whether they are spotlight. No body, or <c>local</c>.</summary>
    public static readonly SoraListOperation<SoraBriefChannel> ListChannels = Row(new SoraListOperation<SoraBriefChannel>("Sora_20201013.ListChannels", json => json.CreateChannelReader())
    {
        About = ("Lists the channels of the server: their ids and whether they are spotlight.", "サーバーのチャネルの一覧 (ID とスポットライトかどうか) を取得します。"),
        Group = Connection, Optional = new[] { Local }, Stability = Experimental, Since = "2020.3", Certainty = "A/A", Source = "EXPERIMENTAL_API_SIGNALING",
        Cmdlet = new(new[] { "Get-SoraChannel" }),
    });

    /// <summary>Disconnects every connection of a channel: <c>channel_id</c>, <c>reason</c>.</summary>
    public static readonly SoraOperation<SoraDisconnectedChannel> DisconnectChannel = Row(new SoraOperation<SoraDisconnectedChannel>("Sora_20151104.DisconnectChannel")
    {
        About = ("Cuts every connection of a channel.", "チャネルのすべてのコネクションを切断します。"),
        Group = Signaling, Required = new[] { ChannelId }, Optional = new[] { Reason }, Echo = new[] { ChannelId },
        Stability = Stable, Certainty = "A/A", Source = "API_SIGNALING", Cmdlet = new(new[] { "Disconnect-SoraChannel" }),
    });

    /// <summary>Disconnects the connections of a channel that have one role: <c>channel_id</c>, <c>role</c>, <c>reason</c>.</summary>
    public static readonly SoraOperation<SoraDisconnectedChannel> DisconnectChannelByRole = Row(new SoraOperation<SoraDisconnectedChannel>("Sora_20201120.DisconnectChannelByRole")
    {
        About = ("Cuts the connections of a channel that have one role.", "チャネルのうち、指定したロールのコネクションを切断します。"),
        Group = Signaling, Required = new[] { ChannelId, Role }, Optional = new[] { Reason }, Echo = new[] { ChannelId, Role },
        Stability = Stable, Since = "2020.3", Certainty = "A/A", Source = "API_SIGNALING", Cmdlet = new(new[] { "Disconnect-SoraChannel" }),
    });

    /// <summary>Disconnects every connection of a client id: <c>channel_id</c>, <c>client_id</c>, <c>reason</c>.</summary>
    public static readonly SoraOperation<SoraDisconnectedClient> DisconnectClient = Row(new SoraOperation<SoraDisconnectedClient>("Sora_20151104.DisconnectClient")
    {
        About = ("Cuts every connection of a client in a channel.", "チャネルのうち、指定したクライアントのコネクションをすべて切断します。"),
        Group = Signaling, Required = new[] { ChannelId, ClientId }, Optional = new[] { Reason }, Echo = new[] { ChannelId, ClientId },
        Stability = Stable, Certainty = "A/A", Source = "API_SIGNALING", Cmdlet = new(new[] { "Disconnect-SoraClient" }),
    });

    /// <summary>Disconnects one connection: <c>channel_id</c>, <c>connection_id</c>, <c>reason</c>.</summary>
    public static readonly SoraOperation<SoraDisconnectedConnection> DisconnectConnection = Row(new SoraOperation<SoraDisconnectedConnection>("Sora_20151104.DisconnectConnection")
    {
        About = ("Cuts one connection.", "コネクションを 1 つ切断します。"),
        Group = Signaling, Required = new[] { ChannelId, ConnectionId }, Optional = new[] { Reason }, Echo = new[] { ChannelId, ConnectionId },
        Stability = Stable, Certainty = "A/A", Source = "API_SIGNALING", Cmdlet = new(new[] { "Disconnect-SoraConnection" }),
    });

    /// <summary>Asks a sender for a key frame: <c>channel_id</c>, <c>connection_id</c>, <c>rid</c> (Sora 2026.2). An unknown channel or connection is an error (A).</summary>
    public static readonly SoraOperation<SoraKeyFrameRequest> RequestKeyFrame = Row(new SoraOperation<SoraKeyFrameRequest>("Sora_20241218.RequestKeyFrame")
    {
        About = ("Asks a sender for a key frame.", "送信側にキーフレームを要求します。"),
        Group = Connection, Required = new[] { ChannelId, SendingConnectionId }, Optional = new[] { Rid }, Echo = new[] { ChannelId, SendingConnectionId },
        Stability = Stable, Since = "2024.2.0", Certainty = "A/A", Source = "API_CONNECTION; rid: sora-devtools (B)", Cmdlet = new(new[] { "Request-SoraKeyFrame" }),
    });

    /// <summary>Chooses the stream that a receiver gets: <c>channel_id</c>, <c>receiver_connection_id</c>, <c>rid</c>, <c>sender_connection_id</c>.</summary>
    public static readonly SoraOperation<SoraSimulcastRid> RequestSimulcastRid = Row(new SoraOperation<SoraSimulcastRid>("Sora_20251217.RequestSimulcastRid")
    {
        About = ("Chooses the simulcast stream that a receiver gets.", "受信側に送るサイマルキャストのストリームを選びます。"),
        Group = Simulcast, Required = new[] { ChannelId, ReceiverConnectionId, SoraFields.SimulcastRid }, Optional = new[] { SenderConnectionId, Auto },
        Echo = new[] { ChannelId, ReceiverConnectionId, SenderConnectionId, SoraFields.SimulcastRid },
        Stability = Stable, Since = "2025.2.0", Certainty = "A/A", Source = "API_SIMULCAST", Cmdlet = new(new[] { "Request-SoraSimulcastRid" }),
    });

    /// <summary>Asks for a simulcast stream: <c>channel_id</c>, <c>recv_connection_id</c>, <c>rid</c>, <c>send_connection_id</c>.</summary>
    public static readonly SoraOperation<SoraRtpStream> RequestRtpStream = Row(new SoraOperation<SoraRtpStream>("Sora_20201005.RequestRtpStream")
    {
        About = ("Chooses the simulcast stream that a receiver gets.", "受信側に送るサイマルキャストのストリームを選びます。"),
        Group = Simulcast, Required = new[] { ChannelId, RecvConnectionId, Rid }, Optional = new[] { SendConnectionId }, Echo = new[] { ChannelId, RecvConnectionId, SendConnectionId, Rid },
        Stability = Deprecated, RemovedIn = DecemberOf2027, Successor = "Sora_20251217.RequestSimulcastRid", Since = "2020.3", Certainty = "A/A", Source = "API_SIMULCAST",
        Cmdlet = new(new[] { "Request-SoraRtpStream" }),
    });

    /// <summary>Cancels a <see cref="RequestRtpStream"/>: <c>channel_id</c>, <c>recv_connection_id</c>, <c>send_connection_id</c>.</summary>
    public static readonly SoraOperation<SoraRtpStream> ResetRtpStream = Row(new SoraOperation<SoraRtpStream>("Sora_20201005.ResetRtpStream")
    {
        About = ("Takes a choice of RequestRtpStream back.", "RequestRtpStream で選んだストリームを元に戻します。"),
        Group = Simulcast, Required = new[] { ChannelId, RecvConnectionId }, Optional = new[] { SendConnectionId }, Echo = new[] { ChannelId, RecvConnectionId, SendConnectionId },
        Stability = Deprecated, RemovedIn = DecemberOf2027, Successor = "Sora_20251217.RequestSimulcastRid", Since = "2020.3", Certainty = "A/A", Source = "API_SIMULCAST",
        Cmdlet = new(new[] { "Reset-SoraRtpStream" }),
    });

    private const string DecemberOf2027 = "2027-12";
}
