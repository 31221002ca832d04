using SoraPS.Json;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Forwarding filters and audio streaming. What these operations answer is not known.</content>
public static partial class SoraOperations
{
    private const string ForwardingFilter = nameof(ForwardingFilter);
    private const string AudioStreaming = nameof(AudioStreaming);

    /// <summary>The forwarding filters of a channel: <c>channel_id</c>, <c>blocked</c>.</summary>
    public static readonly SoraOperation ListForwardingFilters = Row(new SoraOperation("Sora_20230628.ListForwardingFilters")
    {
        About = ("Lists the forwarding filters of a channel.", "チャネルの転送フィルターの一覧を取得します。"),
        Group = ForwardingFilter, Required = new[] { ChannelId }, Optional = new[] { Blocked }, Changes = false,
        Stability = Stable, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Get-SoraForwardingFilter" }),
    });

    /// <summary>Creates a filter of a channel: <c>channel_id</c>, <c>rules</c>, <c>action</c>, <c>name</c>, <c>priority</c>, <c>version</c>, <c>metadata</c>. A name that is taken is an error (A).</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> CreateChannelForwardingFilter = Row(Forwarding(
        "CreateChannelForwardingFilter", "New-SoraForwardingFilter", "Creates a forwarding filter of a channel: what nobody in it gets.", "チャネルの転送フィルターを作成します。", ChannelId, Rules));

    /// <summary>Changes a filter of a channel: the same keys. With a <c>version</c>, only if it matches (A).</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> UpdateChannelForwardingFilter = Row(Forwarding(
        "UpdateChannelForwardingFilter", "Set-SoraForwardingFilter", "Changes a forwarding filter of a channel.", "チャネルの転送フィルターを更新します。", ChannelId, Rules));

    /// <summary>Deletes a filter of a channel: <c>channel_id</c>, <c>name</c>.</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> DeleteChannelForwardingFilter = Row(Forwarding(
        "DeleteChannelForwardingFilter", "Remove-SoraForwardingFilter", "Deletes a forwarding filter of a channel.", "チャネルの転送フィルターを削除します。", ChannelId));

    /// <summary>Creates a filter of a receiver: the keys of that of a channel, and <c>connection_id</c>.</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> CreateConnectionForwardingFilter = Row(Forwarding(
        "CreateConnectionForwardingFilter", "New-SoraForwardingFilter", "Creates a forwarding filter of a connection: what this receiver does not get.", "コネクション (受信側) の転送フィルターを作成します。", ChannelId, ReceivingConnectionId, Rules));

    /// <summary>Changes a filter of a receiver: the same keys.</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> UpdateConnectionForwardingFilter = Row(Forwarding(
        "UpdateConnectionForwardingFilter", "Set-SoraForwardingFilter", "Changes a forwarding filter of a connection.", "コネクションの転送フィルターを更新します。", ChannelId, ReceivingConnectionId, Rules));

    /// <summary>Deletes a filter of a receiver: <c>channel_id</c>, <c>connection_id</c>, <c>name</c>.</summary>
    public static readonly SoraOperation<SoraForwardingFilterChange> DeleteConnectionForwardingFilter = Row(Forwarding(
        "DeleteConnectionForwardingFilter", "Remove-SoraForwardingFilter", "Deletes a forwarding filter of a connection.", "コネクションの転送フィルターを削除します。", ChannelId, ReceivingConnectionId));

    /// <summary>Starts audio streaming: <c>channel_id</c>.</summary>
    public static readonly SoraOperation<SoraAudioStreaming> StartAudioStreaming = Row(Streaming<SoraAudioStreaming>(
        "StartAudioStreaming", "Start-SoraAudioStreaming", "Starts streaming the audio of a session, for transcription.", "セッションの音声ストリーミング (文字起こし用) を開始します。", json => json.CreateFilterReader().ReadStreaming, ChannelId));

    /// <summary>Stops audio streaming: <c>channel_id</c>.</summary>
    public static readonly SoraOperation<SoraAudioStreaming> StopAudioStreaming = Row(Streaming<SoraAudioStreaming>(
        "StopAudioStreaming", "Stop-SoraAudioStreaming", "Stops streaming the audio of a session.", "セッションの音声ストリーミングを停止します。", json => json.CreateFilterReader().ReadStreaming, ChannelId));

    /// <summary>Lets a connection receive the results: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraOperation<SoraAudioStreamingPush> SubscribeAudioStreamingResultPush = Row(Streaming<SoraAudioStreamingPush>(
        "SubscribeAudioStreamingResultPush", "Enable-SoraAudioStreamingPush", "Lets a connection receive the results of audio streaming.", "音声ストリーミングの結果をコネクションに送るようにします。", json => json.CreateFilterReader().ReadPush, ChannelId, ConnectionId));

    /// <summary>Ends that: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraOperation<SoraAudioStreamingPush> UnsubscribeAudioStreamingResultPush = Row(Streaming<SoraAudioStreamingPush>(
        "UnsubscribeAudioStreamingResultPush", "Disable-SoraAudioStreamingPush", "Ends that a connection receives the results of audio streaming.", "音声ストリーミングの結果をコネクションに送るのをやめます。", json => json.CreateFilterReader().ReadPush, ChannelId, ConnectionId));

    /// <summary>Which connections receive the results: <c>channel_id</c>.</summary>
    public static readonly SoraOperation ListAudioStreamingResultPushState = Row(new SoraOperation("Sora_20230628.ListAudioStreamingResultPushState")
    {
        About = ("Lists which connections receive the results of audio streaming.", "音声ストリーミングの結果を受け取るコネクションの一覧を取得します。"),
        Group = AudioStreaming, Required = new[] { ChannelId }, Changes = false,
        Stability = Experimental, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Get-SoraAudioStreamingPush" }),
    });

    private static SoraOperation<SoraForwardingFilterChange> Forwarding(string name, string cmdlet, string english, string japanese, params SoraField[] required) => new("Sora_20230628." + name)
    {
        About = (english, japanese),
        Group = ForwardingFilter, Required = required,
        Optional = required.Contains(Rules) ? new[] { SoraFields.Action, FilterName, Priority, SoraFields.Version, FilterMetadata } : new[] { FilterName },
        Reader = json => json.CreateFilterReader().ReadFilter,
        Stability = Stable, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools; name and priority: MULTI_FORWARDING_FILTER (A)", Cmdlet = new(new[] { cmdlet }),
    };

    private static SoraOperation<T> Streaming<T>(string name, string cmdlet, string english, string japanese, Func<SoraJson, ReadElement<T>> reader, params SoraField[] required)
        where T : SoraAnswer => new("Sora_20221221." + name)
        {
            About = (english, japanese),
            Group = AudioStreaming, Required = required, Reader = reader, Stability = Experimental, Since = "2022.2", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { cmdlet }),
        };
}
