using System.Management.Automation;
using static SoraPS.Reports.RecordProperties;

namespace SoraPS.Reports;

/// <summary>The kinds of changes, by the names of the types of their results, and what a report calls them.</summary>
internal static class ChangeKind
{
    public const string DisconnectedChannel = nameof(SoraDisconnectedChannel);
    public const string DisconnectedClient = nameof(SoraDisconnectedClient);
    public const string DisconnectedConnection = nameof(SoraDisconnectedConnection);
    public const string Push = nameof(SoraPush);

    private const string KeyFrameRequest = nameof(SoraKeyFrameRequest);
    private const string SimulcastRid = nameof(SoraSimulcastRid);
    private const string RtpStream = nameof(SoraRtpStream);
    private const string SpotlightFocus = nameof(SoraSpotlightFocus);
    private const string SpotlightNumber = nameof(SoraSpotlightNumber);
    private const string SpotlightRid = nameof(SoraSpotlightRid);
    private const string NotifyMetadata = nameof(SoraChangedNotifyMetadata);
    private const string StoppedSession = nameof(SoraStoppedSession);
    private const string StartedRecording = nameof(SoraStartedRecording);
    private const string StoppedRecording = nameof(SoraStoppedRecording);
    private const string ForwardingFilter = nameof(SoraForwardingFilterChange);
    private const string AudioStreaming = nameof(SoraAudioStreaming);
    private const string AudioStreamingPush = nameof(SoraAudioStreamingPush);
    private const string Mode = nameof(SoraMode);
    private const string UpdatedLicense = nameof(SoraUpdatedLicense);
    private const string InitializedCluster = nameof(SoraInitializedCluster);
    private const string RegisteredNode = nameof(SoraRegisteredClusterNode);
    private const string RemovedNode = nameof(SoraRemovedClusterNode);

    // The column that only the rows of one type have. The order matters: the columns of the later types are also in rows of the earlier ones.
    private static readonly (string Column, string Kind)[] Columns =
    {
        ("ReceiverConnectionId", SimulcastRid),
        ("FocusRid", SpotlightRid),
        ("SpotlightNumber", SpotlightNumber),
        ("Fixed", SpotlightFocus),
        ("Answer", NotifyMetadata),
        ("RecvConnectionId", RtpStream),
        ("SplitOnly", StartedRecording),
        ("RecordingId", StoppedRecording),
        ("SessionId", StoppedSession),
        ("Change", ForwardingFilter),
        ("Subscribed", AudioStreamingPush),
        ("Streaming", AudioStreaming),
        ("Mode", Mode),
        ("NewLicense", UpdatedLicense),
        ("ContactNodeName", RegisteredNode),
        ("Data", Push),
        ("Rid", KeyFrameRequest),
        ("ConnectionId", DisconnectedConnection),
        ("ClientId", DisconnectedClient),
        ("Role", DisconnectedChannel),
    };

    /// <summary>The kind of a row that has no type, as those of CSV and JSON: by its columns. Null for a row without any of them.</summary>
    public static string? FromColumns(PSObject row) => Array.Find(Columns, entry => Has(row, entry.Column)).Kind;

    /// <summary>Whether objects of the type are results of a change without the time of the answer as well: cmdlets that read do not write them.</summary>
    public static bool IsChange(string kind) => kind != Mode && IsKnown(kind);

    /// <summary>Whether the module knew the type when it was built.</summary>
    public static bool IsKnown(string kind) => Describe(kind, null) is not null;

    /// <summary>What was done, in words; null for a kind that the module did not know when it was built.</summary>
    /// <param name="kind">The name of the type.</param>
    /// <param name="state">What tells results of the type apart: the stream, whether a focus is fixed, or what was done; null if it does not say.</param>
    public static string? Describe(string kind, string? state) => kind switch
    {
        DisconnectedChannel => Messages.ReportDidDisconnectChannel,
        DisconnectedClient => Messages.ReportDidDisconnectClient,
        DisconnectedConnection => Messages.ReportDidDisconnectConnection,
        Push => Messages.ReportDidPush,
        KeyFrameRequest => Messages.ReportDidRequestKeyFrame,
        SimulcastRid => Messages.ReportDidRequestRid,
        RtpStream => state is null ? Messages.ReportDidResetRtpStream : Messages.ReportDidRequestRtpStream,
        SpotlightFocus => state is null ? Messages.ReportDidClearSpotlightFocus : Messages.ReportDidSetSpotlightFocus,
        SpotlightNumber => Messages.ReportDidSetSpotlightNumber,
        SpotlightRid => state is null ? Messages.ReportDidResetSpotlightRid : Messages.ReportDidRequestSpotlightRid,
        NotifyMetadata => Messages.ReportDidChangeNotifyMetadata,
        StoppedSession => Messages.ReportDidStopSession,
        StartedRecording => Messages.ReportDidStartRecording,
        StoppedRecording => Messages.ReportDidStopRecording,
        ForwardingFilter => state is "Created" ? Messages.ReportDidCreateFilter : state is "Deleted" ? Messages.ReportDidDeleteFilter : Messages.ReportDidUpdateFilter,
        AudioStreaming => IsFalse(state) ? Messages.ReportDidStopStreaming : Messages.ReportDidStartStreaming,
        AudioStreamingPush => IsFalse(state) ? Messages.ReportDidUnsubscribeStreaming : Messages.ReportDidSubscribeStreaming,
        Mode => Messages.ReportDidSetMode,
        UpdatedLicense => Messages.ReportDidUpdateLicense,
        InitializedCluster => Messages.ReportDidInitializeCluster,
        RegisteredNode => Messages.ReportDidRegisterNode,
        RemovedNode => Messages.ReportDidRemoveNode,
        _ => null,
    };

    private static bool IsFalse(string? state) => string.Equals(state, bool.FalseString, StringComparison.OrdinalIgnoreCase);
}
