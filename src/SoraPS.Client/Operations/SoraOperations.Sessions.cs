using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Sessions (a channel has one from its first connection to its last), recordings.</content>
public static partial class SoraOperations
{
    private const string Session = nameof(Session);
    private const string Recording = nameof(Recording);

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
}
