using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>A session of the simulator: what it remembers of a channel from its first connection to its last. <see cref="SimulatedSessions"/> has the lock.</summary>
internal sealed class SimulatedSession
{
    // Whether Sora forgets connections that have ended is not known. A simulator that runs for days must not keep all of them.
    private const int MaximumEnded = 1000;

    // In a list of connections they are in an object each, in a session they have its name before theirs.
    private static readonly string[] AudioFields = { "codec_type", "bit_rate" };
    private static readonly string[] VideoFields = { "codec_type", "bit_rate", "vp9_params", "av1_params", "h264_params", "h265_params" };

    private readonly Queue<(SimulatedConnection Connection, DateTime At)> _ended = new();
    private readonly string _nodeName;
    private readonly DateTime _firstSeen;
    private long _totalConnections;
    private int _maxConnections;

    public SimulatedSession(string channelId, string sessionId, string nodeName, int number, DateTime utcNow)
    {
        ChannelId = channelId;
        SessionId = sessionId;
        Number = number;
        _nodeName = nodeName;
        _firstSeen = utcNow;
    }

    /// <summary>How many sessions of the simulator had begun when it did, itself included.</summary>
    public int Number { get; }

    public string ChannelId { get; }

    /// <summary>Its id: the <c>session_id</c> of its first connection that has one, else one that the simulator issued.</summary>
    public string SessionId { get; private set; }

    /// <summary>Its group: the <c>group_id</c> of a connection, which Sora itself does not send; else the session is a group of its own.</summary>
    public string GroupId => FindText("group_id") ?? SessionId;

    /// <summary>Its connections now.</summary>
    public List<SimulatedConnection> Connections { get; } = new();

    /// <summary>Its recording; null for none.</summary>
    public SimulatedRecording? Recording { get; set; }

    /// <summary>Its forwarding filters, those of its connections included.</summary>
    public List<SimulatedFilter> Filters { get; } = new();

    /// <summary>Whether its audio is streamed.</summary>
    public bool IsStreamingAudio { get; set; }

    /// <summary>The connections that receive the results of audio streaming.</summary>
    public HashSet<string> ResultReceivers { get; } = new(StringComparer.Ordinal);

    public void Add(SimulatedConnection connection)
    {
        Connections.Add(connection);
        _totalConnections++;
        _maxConnections = Math.Max(_maxConnections, Connections.Count);
    }

    public void Remove(IEnumerable<SimulatedConnection> connections, DateTime utcNow)
    {
        var removed = new HashSet<SimulatedConnection>(connections);
        foreach (var connection in Connections.Where(removed.Contains))
        {
            _ended.Enqueue((connection, utcNow));
        }

        Connections.RemoveAll(removed.Contains);
        RemoveStateOfOthers();
        while (_ended.Count > MaximumEnded)
        {
            _ended.Dequeue();
        }
    }

    /// <summary>Takes the changed fields of a connection. A new <c>session_id</c> is one of the session.</summary>
    public void Replace(SimulatedConnection before, SimulatedConnection after)
    {
        int index = Connections.IndexOf(before);
        if (index >= 0)
        {
            Connections[index] = after;
            SessionId = SimulatedSessions.GetSessionId(after) is { } id && id != SimulatedSessions.GetSessionId(before) ? id : SessionId;
            RemoveStateOfOthers();
        }
    }

    /// <summary>The session as Sora 2025.2.1 answers it (a log in Shiguredo's kohaku, B), without the fields about which a simulator knows nothing.</summary>
    public JsonObject ToJson()
    {
        var created = Connections.Concat(_ended.Select(ended => ended.Connection)).Min(connection => GetCreatedUtc(connection.Fields)) ?? _firstSeen;
        var json = new JsonObject
        {
            ["label"] = "WebRTC SFU Sora",
            ["node_name"] = FindText("node_name") ?? _nodeName,
            ["session_id"] = SessionId,
            ["max_connections"] = _maxConnections,
            ["connections"] = new JsonArray(Connections.Select(connection => (JsonNode)ToJson(connection, null)).Concat(_ended.Select(ended => ToJson(ended.Connection, ended.At))).ToArray()),
            ["channel_id"] = ChannelId,
            ["spotlight"] = Connections.Exists(connection => connection.Spotlight),
            ["group_id"] = GroupId,
            ["created_time"] = new DateTimeOffset(created).ToUnixTimeSeconds(),
            ["created_timestamp"] = FormatTimestamp(created),
            ["total_connections"] = _totalConnections,
        };
        if (Recording is not null)
        {
            json["recording"] = Recording.ToJson();
        }

        return json;
    }

    /// <summary>A time as Sora writes it.</summary>
    public static string FormatTimestamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject ToJson(SimulatedConnection connection, DateTime? ended)
    {
        var fields = connection.Fields;
        var json = new JsonObject
        {
            ["connection_id"] = connection.ConnectionId,
            ["role"] = connection.Role,
            ["bundle_id"] = fields["bundle_id"]?.DeepClone() ?? connection.ConnectionId,
            ["client_id"] = connection.ClientId,
            ["audio"] = IsOn(fields["audio"]),
            ["video"] = IsOn(fields["video"]),
            ["simulcast"] = fields["simulcast"]?.DeepClone() ?? false,
            ["connection_created_timestamp"] = GetCreatedUtc(fields) is { } created ? FormatTimestamp(created) : null,
            ["connection_destroyed_timestamp"] = ended is { } at ? FormatTimestamp(at) : null,
        };
        CopyFields(fields, "audio", AudioFields, json);
        CopyFields(fields, "video", VideoFields, json);
        if (fields["event_metadata"] is { } metadata)
        {
            json["event_metadata"] = metadata.DeepClone();
        }

        return json;
    }

    private static void CopyFields(JsonObject connection, string media, string[] names, JsonObject to)
    {
        foreach (string name in names)
        {
            if ((connection[media] as JsonObject)?[name] is { } value)
            {
                to[media + "_" + name] = value.DeepClone();
            }
        }
    }

    /// <summary>Forgets what was set for connections that are not there any more.</summary>
    private void RemoveStateOfOthers()
    {
        if (Filters.Count + ResultReceivers.Count > 0)
        {
            var ids = new HashSet<string>(Connections.Select(connection => connection.ConnectionId), StringComparer.Ordinal);
            Filters.RemoveAll(filter => filter.ConnectionId is { } receiver && !ids.Contains(receiver));
            ResultReceivers.IntersectWith(ids);
        }
    }

    private string? FindText(string name) => Connections.Select(connection => SimulatedSessions.GetText(connection, name)).FirstOrDefault(text => text is not null);

    /// <summary>Audio and video are an object, or a boolean.</summary>
    private static bool IsOn(JsonNode? media) => media is JsonObject || (media is JsonValue value && value.GetValueKind() == JsonValueKind.True);

    /// <summary>When a connection was made; its <c>created_time</c> counts microseconds.</summary>
    private static DateTime? GetCreatedUtc(JsonObject fields) =>
        fields["created_timestamp"] is JsonValue text && text.TryGetValue(out string? timestamp)
        && DateTime.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var created) ? created
        : fields["created_time"] is JsonValue time && time.TryGetValue(out double microseconds) && microseconds is >= 0 and < long.MaxValue ? CreatedTime.ToUtc((long)microseconds)
        : null;
}
