using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Sessions (a channel has one from its first connection to its last), recordings, forwarding filters, audio streaming.</content>
public static partial class SoraOperations
{
    private const string Session = nameof(Session);
    private const string Recording = nameof(Recording);
    private const string ForwardingFilter = nameof(ForwardingFilter);
    private const string AudioStreaming = nameof(AudioStreaming);

    /// <summary>Ends the session of a channel: <c>channel_id</c>, <c>session_id</c>. It answers at once; an unknown session is an error (A).</summary>
    public static readonly SoraOperation<SoraStoppedSession> TerminateSession = Row(new SoraOperation<SoraStoppedSession>("Sora_20230628.TerminateSession")
    {
        About = ("Ends the session of a channel, and with it every connection.", "チャネルのセッションを終了します。コネクションもすべて切断されます。"),
        Group = Session, Required = new[] { ChannelId }, Optional = new[] { SessionId },
        Stability = Stable, Since = "2023.1", Certainty = "A/A", Source = "EXPERIMENTAL_API_SESSION; sora-server-sdk-ts (B)", Cmdlet = new(new[] { "Stop-SoraSession" }),
    });

    /// <summary>The session of a channel: <c>channel_id</c>, <c>session_id</c>.</summary>
    public static readonly SoraOperation<SoraSession> GetSession = Row(new SoraOperation<SoraSession>("Sora_20231220.GetSession")
    {
        About = ("Shows the session of a channel.", "チャネルのセッションを取得します。"),
        Group = Session, Required = new[] { ChannelId }, Optional = new[] { SessionId }, Changes = false, Reader = json => json.CreateSessionReader(),
        Stability = Stable, Since = "2023.2.0", Certainty = "A/A", Source = "EXPERIMENTAL_API_SESSION; kohaku (B)", Cmdlet = new(new[] { "Get-SoraSession", "Get-SoraRecording" }),
    });

    /// <summary>The sessions of the server, or of a group: <c>group_id</c>.</summary>
    public static readonly SoraListOperation<SoraSession> ListSessions = Row(new SoraListOperation<SoraSession>("Sora_20231220.ListSessions", json => json.CreateSessionReader())
    {
        About = ("Lists the sessions, of the server or of a group.", "サーバーまたはグループのセッションの一覧を取得します。"),
        Group = Session, Optional = new[] { GroupId }, BodyRule = SoraOperation.RequiredBody,
        Stability = Stable, Since = "2023.2.0", Certainty = "B/C", Source = "SoraSessionManager", Cmdlet = new(new[] { "Get-SoraSession", "Get-SoraRecording" }),
    });

    /// <summary>Starts recording: <c>channel_id</c>, <c>expire_time</c>, <c>split_duration</c>, <c>split_only</c>, <c>format</c>, <c>metadata</c>. Without a session it is an error (A).</summary>
    public static readonly SoraOperation<SoraStartedRecording> StartRecording = Row(new SoraOperation<SoraStartedRecording>("Sora_20231220.StartRecording")
    {
        About = ("Starts recording the session of a channel.", "チャネルのセッションの録画を開始します。"),
        Group = Recording, Required = new[] { ChannelId }, Optional = new[] { ExpireTime, SplitDuration, SplitOnly, Format, RecordingMetadata },
        IsRepeatable = false, Reader = json => json.CreateRecordingReader().ReadStarted,
        Stability = Stable, Since = "2023.2.0", Certainty = "A/-", Source = "API_RECORDING; sora-devtools (B)", Cmdlet = new(new[] { "Start-SoraRecording" }),
    });

    /// <summary>Stops recording: <c>channel_id</c>.</summary>
    public static readonly SoraOperation<SoraStoppedRecording> StopRecording = Row(new SoraOperation<SoraStoppedRecording>("Sora_20231220.StopRecording")
    {
        About = ("Stops recording the session of a channel.", "チャネルのセッションの録画を停止します。"),
        Group = Recording, Required = new[] { ChannelId }, IsRepeatable = false, Reader = json => json.CreateRecordingReader().ReadStopped,
        Stability = Stable, Since = "2023.2.0", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Stop-SoraRecording" }),
    });

    private static readonly SoraOperation[] RecordingOperations =
    {
        Row(new SoraOperation("Sora_20161101.StartRecording")
        {
            About = ("Started recording a channel, in the way before sessions.", "セッション導入前の方式で、チャネルの録画を開始するものでした。"),
            Group = Recording, Required = new[] { ChannelId }, Optional = new[] { LegacyExpireTime, SplitDuration, SplitOnly, LegacyMetadata }, IsRepeatable = false,
            Stability = Removed, RemovedIn = "2025.2.0", Successor = "Sora_20231220.StartRecording", Certainty = "A/-", Source = "OBSOLETE_API_LEGACY_RECORDING",
        }),
        Row(new SoraOperation("Sora_20161101.StopRecording")
        {
            About = ("Stopped recording a channel, in the way before sessions.", "セッション導入前の方式で、チャネルの録画を停止するものでした。"),
            Group = Recording, Required = new[] { ChannelId }, IsRepeatable = false,
            Stability = Removed, RemovedIn = "2025.2.0", Successor = "Sora_20231220.StopRecording", Certainty = "A/-", Source = "OBSOLETE_API_LEGACY_RECORDING",
        }),
    };

    private static readonly SoraOperation[] ForwardingFilterOperations =
    {
        Row(new SoraOperation("Sora_20230628.ListForwardingFilters")
        {
            About = ("Lists the forwarding filters of a channel.", "チャネルの転送フィルターの一覧を取得します。"),
            Group = ForwardingFilter, Required = new[] { ChannelId }, Optional = new[] { Blocked }, Changes = false,
            Stability = Stable, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools",
        }),
        Row(Forwarding("CreateChannelForwardingFilter", "Creates a forwarding filter of a channel: what nobody in it gets.", "チャネルの転送フィルターを作成します。", ChannelId, Rules)),
        Row(Forwarding("UpdateChannelForwardingFilter", "Changes a forwarding filter of a channel.", "チャネルの転送フィルターを更新します。", ChannelId, Rules)),
        Row(Forwarding("DeleteChannelForwardingFilter", "Deletes a forwarding filter of a channel.", "チャネルの転送フィルターを削除します。", ChannelId)),
        Row(Forwarding("CreateConnectionForwardingFilter", "Creates a forwarding filter of a connection: what this receiver does not get.", "コネクション (受信側) の転送フィルターを作成します。", ChannelId, ConnectionId, Rules)),
        Row(Forwarding("UpdateConnectionForwardingFilter", "Changes a forwarding filter of a connection.", "コネクションの転送フィルターを更新します。", ChannelId, ConnectionId, Rules)),
        Row(Forwarding("DeleteConnectionForwardingFilter", "Deletes a forwarding filter of a connection.", "コネクションの転送フィルターを削除します。", ChannelId, ConnectionId)),
    };

    private static readonly SoraOperation[] AudioStreamingOperations =
    {
        Row(Streaming("Sora_20221221.StartAudioStreaming", "Starts streaming the audio of a session, for transcription.", "セッションの音声ストリーミング (文字起こし用) を開始します。", "2022.2", ChannelId)),
        Row(Streaming("Sora_20221221.StopAudioStreaming", "Stops streaming the audio of a session.", "セッションの音声ストリーミングを停止します。", "2022.2", ChannelId)),
        Row(Streaming("Sora_20221221.SubscribeAudioStreamingResultPush", "Lets a connection receive the results of audio streaming.", "音声ストリーミングの結果をコネクションに送るようにします。", "2022.2", ChannelId, ConnectionId)),
        Row(Streaming("Sora_20221221.UnsubscribeAudioStreamingResultPush", "Ends that a connection receives the results of audio streaming.", "音声ストリーミングの結果をコネクションに送るのをやめます。", "2022.2", ChannelId, ConnectionId)),
        Row(new SoraOperation("Sora_20230628.ListAudioStreamingResultPushState")
        {
            About = ("Lists which connections receive the results of audio streaming.", "音声ストリーミングの結果を受け取るコネクションの一覧を取得します。"),
            Group = AudioStreaming, Required = new[] { ChannelId }, Changes = false, Stability = Experimental, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools",
        }),
    };

    private static SoraOperation Forwarding(string name, string english, string japanese, params SoraField[] required) => new("Sora_20230628." + name)
    {
        About = (english, japanese),
        Group = ForwardingFilter, Required = required,
        Optional = required.Contains(Rules) ? new[] { SoraFields.Action, FilterName, Priority, SoraFields.Version, FilterMetadata } : new[] { FilterName },
        Stability = Stable, Since = "2023.1", Certainty = "B/-", Source = "sora-devtools; name and priority: MULTI_FORWARDING_FILTER (A)",
    };

    private static SoraOperation Streaming(string target, string english, string japanese, string since, params SoraField[] required) => new(target)
    {
        About = (english, japanese),
        Group = AudioStreaming, Required = required, Stability = Experimental, Since = since, Certainty = "B/-", Source = "sora-devtools",
    };
}
