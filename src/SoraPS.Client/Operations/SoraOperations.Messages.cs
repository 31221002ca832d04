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

    /// <summary>The signalling notify metadata of a channel's connections: <c>channel_id</c>.</summary>
    public static readonly SoraListOperation<SoraNotifyMetadata> ListSignalingNotifyMetadata = Row(new SoraListOperation<SoraNotifyMetadata>("Sora_20201124.ListSignalingNotifyMetadata", json => json.CreateNotifyMetadataReader().ReadElement)
    {
        About = ("Lists the signalling notify metadata of a channel's connections.", "チャネルのコネクションごとのシグナリング通知メタデータの一覧を取得します。"),
        Group = NotifyMetadata, Required = new[] { ChannelId },
        Stability = Experimental, Since = "2020.3", Certainty = "A/A", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT", Cmdlet = new(new[] { "Get-SoraNotifyMetadata" }),
    });

    /// <summary>The signalling notify metadata of a connection: <c>channel_id</c>, <c>connection_id</c>. That the answer is the metadata itself is an inference (D).</summary>
    public static readonly SoraOperation<SoraNotifyMetadata> GetSignalingNotifyMetadata = Row(new SoraOperation<SoraNotifyMetadata>("Sora_20201124.GetSignalingNotifyMetadata")
    {
        About = ("Shows the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを取得します。"),
        Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId }, Changes = false, Reader = json => json.CreateNotifyMetadataReader().ReadMetadata,
        Stability = Experimental, Since = "2020.3", Certainty = "A/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT", Cmdlet = new(new[] { "Get-SoraNotifyMetadata" }),
    });

    /// <summary>Replaces metadata: <c>channel_id</c>, <c>connection_id</c>, <c>metadata</c>, <c>push</c>. With <c>push</c>, each call tells the clients: never sent twice.</summary>
    public static readonly SoraOperation<SoraChangedNotifyMetadata> PutSignalingNotifyMetadata = Row(new SoraOperation<SoraChangedNotifyMetadata>("Sora_20201124.PutSignalingNotifyMetadata")
    {
        About = ("Replaces the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを置き換えます。"),
        Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Metadata }, Optional = new[] { Push }, IsRepeatable = false, Reader = json => json.CreateNotifyMetadataReader().ReadChanged,
        Stability = Experimental, Since = "2020.3", Certainty = "D/D", Source = "sora-ios-sdk (its RPC of the same name)", Cmdlet = new(new[] { "Set-SoraNotifyMetadata" }),
    });

    /// <summary>Sets a member of the metadata: <c>channel_id</c>, <c>connection_id</c>, <c>key</c>, <c>value</c>, <c>push</c>.</summary>
    public static readonly SoraOperation<SoraChangedNotifyMetadata> PutSignalingNotifyMetadataItem = Row(new SoraOperation<SoraChangedNotifyMetadata>("Sora_20201124.PutSignalingNotifyMetadataItem")
    {
        About = ("Sets one member of a connection's signalling notify metadata.", "コネクションのシグナリング通知メタデータの項目を 1 つ設定します。"),
        Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Key, Value }, Optional = new[] { Push }, IsRepeatable = false, Reader = json => json.CreateNotifyMetadataReader().ReadChanged,
        Stability = Experimental, Since = "2020.3", Certainty = "D/D", Source = "sora-ios-sdk (its RPC of the same name)", Cmdlet = new(new[] { "Set-SoraNotifyMetadata" }),
    });

    /// <summary>Deletes metadata: <c>channel_id</c>, <c>connection_id</c>, <c>push</c>.</summary>
    public static readonly SoraOperation<SoraChangedNotifyMetadata> DeleteSignalingNotifyMetadata = Row(new SoraOperation<SoraChangedNotifyMetadata>("Sora_20201124.DeleteSignalingNotifyMetadata")
    {
        About = ("Deletes the signalling notify metadata of a connection.", "コネクションのシグナリング通知メタデータを削除します。"),
        Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId }, Optional = new[] { Push }, IsRepeatable = false, Reader = json => json.CreateNotifyMetadataReader().ReadChanged,
        Stability = Experimental, Since = "2020.3", Certainty = "D/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT", Cmdlet = new(new[] { "Remove-SoraNotifyMetadata" }),
    });

    /// <summary>Deletes a member of the metadata: <c>channel_id</c>, <c>connection_id</c>, <c>key</c>, <c>push</c>.</summary>
    public static readonly SoraOperation<SoraChangedNotifyMetadata> DeleteSignalingNotifyMetadataItem = Row(new SoraOperation<SoraChangedNotifyMetadata>("Sora_20201124.DeleteSignalingNotifyMetadataItem")
    {
        About = ("Deletes one member of a connection's signalling notify metadata.", "コネクションのシグナリング通知メタデータの項目を 1 つ削除します。"),
        Group = NotifyMetadata, Required = new[] { ChannelId, ConnectionId, Key }, Optional = new[] { Push }, IsRepeatable = false, Reader = json => json.CreateNotifyMetadataReader().ReadChanged,
        Stability = Experimental, Since = "2020.3", Certainty = "D/-", Source = "EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT", Cmdlet = new(new[] { "Remove-SoraNotifyMetadata" }),
    });
}
