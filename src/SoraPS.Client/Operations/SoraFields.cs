namespace SoraPS;

/// <summary>All fields: every key of the bodies that the API accepts, once. The sources of the facts are named at the operations (<see cref="SoraOperations"/>).</summary>
public static class SoraFields
{
    private const int SecondsPerDay = 86_400;

    private static readonly string[] Roles = { "sendrecv", "sendonly", "recvonly" };
    private static readonly string[] Streams = { "r0", "r1", "r2" };
    private static readonly string[] StreamsOrNone = { "none", "r0", "r1", "r2" };

    /// <summary>The channel.</summary>
    public static readonly SoraField ChannelId = Id("channel_id", "The channel.", "sora", nameof(SoraConnection.ChannelId));

    /// <summary>The client; several connections may share one.</summary>
    public static readonly SoraField ClientId = Id("client_id", "The client; several connections may share one.", "E2APPNQ9P97Q32V2ABW546SWW8", nameof(SoraConnection.ClientId));

    /// <summary>The connection.</summary>
    public static readonly SoraField ConnectionId = Id("connection_id", "The connection.", "T3V33JGXVEMDPEYFSEF0AZ6WK3", nameof(SoraConnection.ConnectionId));

    /// <summary>The connection that sends.</summary>
    public static readonly SoraField SendingConnectionId = Id("connection_id", "The connection, which must send.", "T3V33JGXVEMDPEYFSEF0AZ6WK3", nameof(SoraConnection.ConnectionId), "recvonly");

    /// <summary>The connection that receives the stream.</summary>
    public static readonly SoraField RecvConnectionId = Id("recv_connection_id", "The connection that receives the stream.", "KG5BWME6WSJNV0EY5M24TKXHJJ", nameof(SoraConnection.ConnectionId), "sendonly");

    /// <summary>The connection that sends the stream; without it, every sender of the channel.</summary>
    public static readonly SoraField SendConnectionId = Id("send_connection_id", "The connection that sends the stream; without it, every sender of the channel.", "T3V33JGXVEMDPEYFSEF0AZ6WK3", nameof(SoraConnection.ConnectionId), "recvonly");

    /// <summary>The connection that receives the stream.</summary>
    public static readonly SoraField ReceiverConnectionId = Id("receiver_connection_id", "The connection that receives the stream.", "KG5BWME6WSJNV0EY5M24TKXHJJ", nameof(SoraConnection.ConnectionId), "sendonly");

    /// <summary>The connection that sends the stream; without it, every sender of the channel.</summary>
    public static readonly SoraField SenderConnectionId = Id("sender_connection_id", "The connection that sends the stream; without it, every sender of the channel.", "T3V33JGXVEMDPEYFSEF0AZ6WK3", nameof(SoraConnection.ConnectionId), "recvonly");

    /// <summary>The connection that receives what a filter lets through.</summary>
    public static readonly SoraField ReceivingConnectionId = Id("connection_id", "The connection, which must receive.", "KG5BWME6WSJNV0EY5M24TKXHJJ", nameof(SoraConnection.ConnectionId), "sendonly");

    /// <summary>The session: a channel's life, from its first connection to its last.</summary>
    public static readonly SoraField SessionId = Id("session_id", "The session: a channel's life, from its first connection to its last.", "7WXF3V7BQMA11AT1FV0D4YXZSD");

    /// <summary>The group of sessions; without one of its own, a session is a group.</summary>
    public static readonly SoraField GroupId = Id("group_id", "The group of sessions; without one of its own, a session is a group.", "7WXF3V7BQMA11AT1FV0D4YXZSD");

    /// <summary>What the connections do.</summary>
    public static readonly SoraField Role = Word("role", "What the connections do.", Roles);

    /// <summary>An object that Sora hands on to the event webhook connection.destroyed, as <c>disconnect_api_reason</c>.</summary>
    public static readonly SoraField Reason = new("reason", SoraFieldKind.Object, "Handed on to the event webhook connection.destroyed, as disconnect_api_reason.", """{"code":"maintenance"}""");

    /// <summary>False asks for all nodes of a cluster (sora-api 2.2: an inference from Shiguredo's own tools; the documentation is ambiguous).</summary>
    public static readonly SoraField Local = new("local", SoraFieldKind.Boolean, "Of the node that is asked alone; false asks for all nodes of a cluster.", "false") { Parameter = "AllNodes" };

    /// <summary>The simulcast stream: <c>r0</c> is the smallest.</summary>
    public static readonly SoraField Rid = Word("rid", "The simulcast stream: r0 is the smallest.", Streams);

    /// <summary>The simulcast stream, none, or Sora's own choice.</summary>
    public static readonly SoraField SimulcastRid = Word("rid", "The simulcast stream, none, or Sora's own choice.", "none", "r0", "r1", "r2", "auto");

    /// <summary>Sora's own choice; <c>rid: "auto"</c> says the same.</summary>
    public static readonly SoraField Auto = Switch("auto", "Sora's own choice; rid \"auto\" says the same.", "true");

    /// <summary>The stream of whoever has the focus.</summary>
    public static readonly SoraField SpotlightFocusRid = Word("spotlight_focus_rid", "The stream of whoever has the focus.", StreamsOrNone, "FocusRid");

    /// <summary>The stream of whoever does not have the focus.</summary>
    public static readonly SoraField SpotlightUnfocusRid = Word("spotlight_unfocus_rid", "The stream of whoever does not have the focus.", StreamsOrNone, "UnfocusRid");

    /// <summary>How many have the focus at once.</summary>
    public static readonly SoraField SpotlightNumber = Number("spotlight_number", "How many have the focus at once.", 1, 8);

    /// <summary>Requests of RequestSpotlightRid without the channel.</summary>
    public static readonly SoraField ItemList = new(
        "item_list",
        SoraFieldKind.List,
        "Requests of RequestSpotlightRid without the channel.",
        """[{"recv_connection_id":"KG5BWME6WSJNV0EY5M24TKXHJJ","send_connection_id":"T3V33JGXVEMDPEYFSEF0AZ6WK3","spotlight_focus_rid":"r2","spotlight_unfocus_rid":"r0"}]""");

    /// <summary>What the clients are sent, within <c>{"type":"push","data":…}</c>.</summary>
    public static readonly SoraField Data = new("data", SoraFieldKind.Object, "What the clients are sent, within {\"type\":\"push\",\"data\":…}.", """{"notice":"The server restarts at 22:00."}""");

    /// <summary>Metadata of a recording, which comes back as <c>recording_metadata</c>.</summary>
    public static readonly SoraField RecordingMetadata = new("metadata", SoraFieldKind.Object, "Comes back as recording_metadata in the event webhook recording.report.", """{"title":"weekly"}""");

    /// <summary>Metadata that the clients of a channel are notified of.</summary>
    public static readonly SoraField Metadata = new("metadata", SoraFieldKind.Any, "Any JSON.", """{"hand":"up"}""");

    /// <summary>A member of the metadata.</summary>
    public static readonly SoraField Key = new("key", SoraFieldKind.Text, "A member of the metadata.", "\"hand\"");

    /// <summary>The member's value.</summary>
    public static readonly SoraField Value = new("value", SoraFieldKind.Any, "The member's value, any JSON.", "\"up\"");

    /// <summary>Tells all clients of the channel.</summary>
    public static readonly SoraField Push = Switch("push", "Tells all clients of the channel.", "true");

    /// <summary>Seconds until a recording ends by itself.</summary>
    public static readonly SoraField ExpireTime = Number("expire_time", "Seconds until it ends by itself; without it, with the session.", 1, SecondsPerDay);

    /// <summary>Seconds of each file of a recording.</summary>
    public static readonly SoraField SplitDuration = Number("split_duration", "Seconds of each file.", 1, SecondsPerDay);

    /// <summary>No file of the whole recording beside the parts; needs <c>split_duration</c>.</summary>
    public static readonly SoraField SplitOnly = Switch("split_only", "No file of the whole beside the parts; needs split_duration.", "false");

    /// <summary>The kind of file.</summary>
    public static readonly SoraField Format = Word("format", "The kind of file.", "webm", "mp4");

    /// <summary>Whom the server lets in.</summary>
    public static readonly SoraField Mode = Word("mode", "Whom the server lets in.", "normal", "block_new_session", "block_new_connection");

    /// <summary>The nodes of a cluster.</summary>
    public static readonly SoraField NodeNameList = new("node_name_list", SoraFieldKind.List, "The nodes of the cluster.", """["node-01@192.0.2.5","node-02@192.0.2.6","node-03@192.0.2.7"]""") { Parameter = "NodeName" };

    /// <summary>A member of the cluster.</summary>
    public static readonly SoraField ContactNodeName = new("contact_node_name", SoraFieldKind.Text, "A member of the cluster.", "\"node-01@192.0.2.5\"");

    /// <summary>The node that is gone.</summary>
    public static readonly SoraField TargetNodeName = new("target_node_name", SoraFieldKind.Text, "The node that is gone.", "\"node-03@192.0.2.7\"") { Parameter = "NodeName" };

    /// <summary>Only filters that block, or only those that do not.</summary>
    public static readonly SoraField Blocked = Switch("blocked", "Only filters that block, or only those that do not.", "true");

    /// <summary>What the filter does with what its rules say.</summary>
    public static readonly SoraField Action = Word("action", "What the filter does with what its rules say.", "block", "allow");

    /// <summary>Lists of rules: the rules of one inner list hold together, one of the lists is enough (D).</summary>
    public static readonly SoraField Rules = new("rules", SoraFieldKind.List, "Lists of rules: the rules of one inner list hold together, one of the lists is enough (D).", """[[{"field":"client_id","operator":"is_not_in","values":["teacher"]}]]""") { Parameter = "Rule" };

    /// <summary>The filter's name; with <c>priority</c> or not at all.</summary>
    public static readonly SoraField FilterName = new("name", SoraFieldKind.Text, "The filter's name, with priority or not at all; without it \"default\".", "\"quiet\"");

    /// <summary>Which filter is judged first: the one of the greatest number; with <c>name</c> or not at all.</summary>
    public static readonly SoraField Priority = Number("priority", "The filter of the greatest number is judged first; with name or not at all; without it 32767.", long.MinValue, long.MaxValue, "100");

    /// <summary>The version that an update is for: it is done only if it matches.</summary>
    public static readonly SoraField Version = new("version", SoraFieldKind.Text, "An update that names one is done only if it matches (A); a text (sora-js-sdk, B).", "\"1\"");

    /// <summary>Any JSON that is kept with the filter.</summary>
    public static readonly SoraField FilterMetadata = new("metadata", SoraFieldKind.Any, "Any JSON that is kept with the filter.", """{"by":"operator"}""");

    internal static readonly SoraField LegacyExpireTime = Number("expire_time", "Seconds until it ends by itself; 0 for no limit.", 0, SecondsPerDay);
    internal static readonly SoraField LegacyMetadata = new("metadata", SoraFieldKind.Any, "Any JSON; comes back as metadata in the event webhook.", """{"title":"weekly"}""");
    internal static readonly SoraField Code = Number("code", "The status code that the WebSocket is closed with.", 0, 4999, "1050");
    internal static readonly SoraField Quality = new("quality", SoraFieldKind.Text, "The quality of the stream.", "\"low\"");
    internal static readonly SoraField StreamId = new("stream_id", SoraFieldKind.Text, "The stream.", "\"stream\"");
    internal static readonly SoraField IpAddress = new("ip_address", SoraFieldKind.Text, "Where the packets go.", "\"192.0.2.9\"");
    internal static readonly SoraField AudioPort = Number("audio_port", "The port for audio.", 1, 65535, "5000");
    internal static readonly SoraField VideoPort = Number("video_port", "The port for video.", 1, 65535, "5002");

    private static SoraField Id(string name, string about, string example, string? live = null, string? excludedRole = null) =>
        new(name, SoraFieldKind.Id, about, "\"" + example + "\"") { LiveProperty = live, ExcludedRole = excludedRole };

    private static SoraField Word(string name, string about, params string[] words) => new(name, SoraFieldKind.Word, about, "\"" + words[0] + "\"") { Words = words };

    private static SoraField Word(string name, string about, string[] words, string parameter) => new(name, SoraFieldKind.Word, about, "\"" + words[0] + "\"") { Words = words, Parameter = parameter };

    private static SoraField Switch(string name, string about, string example) => new(name, SoraFieldKind.Boolean, about, example);

    private static SoraField Number(string name, string about, long minimum, long maximum, string? example = null) =>
        new(name, SoraFieldKind.Integer, about, example ?? Math.Min(maximum, Math.Max(minimum, 3600)).ToString(System.Globalization.CultureInfo.InvariantCulture)) { Minimum = minimum, Maximum = maximum };
}
