using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>What is sent to clients: pushes, and signalling notify metadata.</content>
public static partial class SoraOperations
{
    private const string PushGroup = "Push";
    private const string NotifyMetadata = nameof(NotifyMetadata);

    /// <summary>Sends the clients of a channel an object: <c>channel_id</c>, <c>data</c>.</summary>
    public static readonly SoraOperation<SoraPush> PushChannel = Row(new SoraOperation<SoraPush>("Sora_20160711.PushChannel")
    {
        About = ("Sends an object to the clients of a channel.", "チャネルのクライアントにオブジェクトを送ります。"),
        Group = PushGroup, Required = new[] { ChannelId, Data }, Echo = new[] { Data }, IsRepeatable = false,
        Stability = Stable, Certainty = "A/A", Source = "API_PUSH", Cmdlet = new(new[] { "Send-SoraPush" }),
    });

    /// <summary>Sends the clients of a channel that have one role an object: <c>channel_id</c>, <c>role</c>, <c>data</c>.</summary>
    public static readonly SoraOperation<SoraPush> PushChannelByRole = Row(new SoraOperation<SoraPush>("Sora_20201120.PushChannelByRole")
    {
        About = ("Sends an object to the clients of a channel that have one role.", "チャネルのうち、指定したロールのクライアントにオブジェクトを送ります。"),
        Group = PushGroup, Required = new[] { ChannelId, Role, Data }, Echo = new[] { Data }, IsRepeatable = false,
        Stability = Stable, Since = "2020.3", Certainty = "B/D", Source = "sora-devtools", Cmdlet = new(new[] { "Send-SoraPush" }),
    });

    /// <summary>Sends the connections of a client an object: <c>channel_id</c>, <c>client_id</c>, <c>data</c>.</summary>
    public static readonly SoraOperation<SoraPush> PushClient = Row(new SoraOperation<SoraPush>("Sora_20160711.PushClient")
    {
        About = ("Sends an object to a client of a channel.", "チャネルのうち、指定したクライアントにオブジェクトを送ります。"),
        Group = PushGroup, Required = new[] { ChannelId, ClientId, Data }, Echo = new[] { Data }, IsRepeatable = false,
        Stability = Stable, Certainty = "A/D", Source = "API_PUSH", Cmdlet = new(new[] { "Send-SoraPush" }),
    });

    /// <summary>Sends one connection an object: <c>channel_id</c>, <c>connection_id</c>, <c>data</c>.</summary>
    public static readonly SoraOperation<SoraPush> PushConnection = Row(new SoraOperation<SoraPush>("Sora_20160711.PushConnection")
    {
        About = ("Sends an object to one connection.", "コネクション 1 つにオブジェクトを送ります。"),
        Group = PushGroup, Required = new[] { ChannelId, ConnectionId, Data }, Echo = new[] { Data }, IsRepeatable = false,
        Stability = Stable, Certainty = "B/D", Source = "sora-devtools", Cmdlet = new(new[] { "Send-SoraPush" }),
    });

    private static readonly SoraOperation[] NotifyMetadataOperations =
    {
        Row(new SoraOperation("Sora_20201124.ListSignalingNotifyMetadata")
        {
            About = ("Lists the signalling notify metadata of a channel's connections.", "チャネルのコネクションごとのシグナリング通知メタデータの一覧を取得します。"),
            Group = NotifyMetadata, Required = new[] { ChannelId }, Changes = false, AnswersList = true,
            Stability = Experimental, Since = "2020.3", Certainty = "A/A", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT",
        }),
        Row(new SoraOperation("Sora_20201124.GetSignalingNotifyMetadata")
        {
            About = ("Shows the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを取得します。"),
            Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId }, Changes = false,
            Stability = Experimental, Since = "2020.3", Certainty = "A/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT",
        }),
        Row(new SoraOperation("Sora_20201124.PutSignalingNotifyMetadata")
        {
            About = ("Replaces the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを置き換えます。"),
            Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Metadata }, Optional = new[] { Push }, IsRepeatable = false,
            Stability = Experimental, Since = "2020.3", Certainty = "D/D", Source = "sora-ios-sdk (its RPC of the same name)",
        }),
        Row(new SoraOperation("Sora_20201124.PutSignalingNotifyMetadataItem")
        {
            About = ("Sets one member of a connection's signalling notify metadata.", "コネクションのシグナリング通知メタデータの項目を 1 つ設定します。"),
            Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Key, Value }, Optional = new[] { Push }, IsRepeatable = false,
            Stability = Experimental, Since = "2020.3", Certainty = "D/D", Source = "sora-ios-sdk (its RPC of the same name)",
        }),
        Row(new SoraOperation("Sora_20201124.DeleteSignalingNotifyMetadata")
        {
            About = ("Deletes the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを削除します。"),
            Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId }, Optional = new[] { Push }, IsRepeatable = false,
            Stability = Experimental, Since = "2020.3", Certainty = "D/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT",
        }),
        Row(new SoraOperation("Sora_20201124.DeleteSignalingNotifyMetadataItem")
        {
            About = ("Deletes one member of a connection's signalling notify metadata.", "コネクションのシグナリング通知メタデータの項目を 1 つ削除します。"),
            Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Key }, Optional = new[] { Push }, IsRepeatable = false,
            Stability = Experimental, Since = "2020.3", Certainty = "D/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT",
        }),
    };
}
