using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The sessions of the simulator's channels. They are not stored: a channel has a session as long as it has connections.</summary>
internal sealed class SimulatedSessions
{
    private readonly SimulatedConnections _connections;

    public SimulatedSessions(SimulatedConnections connections) => _connections = connections;

    /// <summary>The sessions, in the order of their channels; with a group id those of the group only. Every session is a group of its own.</summary>
    public IEnumerable<Session> Find(string? groupId) =>
        _connections.All.GroupBy(connection => connection.ChannelId, StringComparer.Ordinal)
            .Select(channel => new Session(channel.Key, GetSessionId(channel), channel.ToArray()))
            .Where(session => groupId is null || session.SessionId == groupId);

    /// <summary>The session of a channel; null if the channel has none, or another than the one that is asked for.</summary>
    public Session? Find(string channel, string? sessionId) =>
        Find(null).FirstOrDefault(session => session.ChannelId == channel && (sessionId is null || session.SessionId == sessionId));

    /// <summary>Ends a session by removing all connections of its channel.</summary>
    public void End(Session session) => _connections.Remove(connection => connection.ChannelId == session.ChannelId);

    /// <summary>A session as Sora 2025.2.1 answers it (a log in Shiguredo's kohaku, B), without the fields about which a simulator knows nothing.</summary>
    public static JsonObject ToJson(Session session)
    {
        var created = session.Connections.Min(connection => GetCreatedUtc(connection.Fields)) ?? DateTime.UtcNow;
        return new JsonObject
        {
            ["label"] = "WebRTC SFU Sora",
            ["version"] = "2025.2.1",
            ["node_name"] = "simulator@127.0.0.1",
            ["session_id"] = session.SessionId,
            ["channel_id"] = session.ChannelId,
            ["group_id"] = session.SessionId,
            ["spotlight"] = session.Connections.Any(connection => connection.Spotlight),
            ["max_connections"] = session.Connections.Count,
            ["total_connections"] = session.Connections.Count,
            ["created_time"] = new DateTimeOffset(created).ToUnixTimeSeconds(),
            ["created_timestamp"] = FormatTimestamp(created),
            ["connections"] = new JsonArray(session.Connections.Select(connection => (JsonNode)ToJson(connection)).ToArray()),
        };
    }

    private static JsonObject ToJson(SimulatedConnection connection)
    {
        var fields = connection.Fields;
        return new JsonObject
        {
            ["connection_id"] = connection.ConnectionId,
            ["client_id"] = connection.ClientId,
            ["bundle_id"] = fields["bundle_id"]?.DeepClone() ?? connection.ConnectionId,
            ["role"] = connection.Role,
            ["simulcast"] = fields["simulcast"]?.DeepClone() ?? false,
            ["audio"] = IsOn(fields["audio"]),
            ["audio_codec_type"] = (fields["audio"] as JsonObject)?["codec_type"]?.DeepClone(),
            ["video"] = IsOn(fields["video"]),
            ["video_codec_type"] = (fields["video"] as JsonObject)?["codec_type"]?.DeepClone(),
            ["video_bit_rate"] = (fields["video"] as JsonObject)?["bit_rate"]?.DeepClone(),
            ["connection_created_timestamp"] = GetCreatedUtc(fields) is { } created ? FormatTimestamp(created) : null,
            ["connection_destroyed_timestamp"] = null,
            ["event_metadata"] = fields["event_metadata"]?.DeepClone(),
        };
    }

    private static string FormatTimestamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Audio and video are an object, or a boolean.</summary>
    private static bool IsOn(JsonNode? media) => media is JsonObject || (media is JsonValue value && value.GetValueKind() == JsonValueKind.True);

    /// <summary>When a connection was made; its <c>created_time</c> counts microseconds.</summary>
    private static DateTime? GetCreatedUtc(JsonObject fields) =>
        fields["created_timestamp"] is JsonValue text && text.TryGetValue(out string? timestamp)
        && DateTime.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var created) ? created
        : fields["created_time"] is JsonValue time && time.TryGetValue(out double microseconds) && microseconds is >= 0 and < long.MaxValue ? CreatedTime.ToUtc((long)microseconds)
        : null;

    /// <summary>The session id in the fields of its connections; without one, an id made from the session's number.</summary>
    private static string GetSessionId(IGrouping<string, SimulatedConnection> channel) =>
        channel.Select(connection => connection.Fields["session_id"]).OfType<JsonValue>().Select(id => id.TryGetValue(out string? text) ? text : null).FirstOrDefault(id => id is not null)
        ?? ConnectionGenerator.CreateId(900_000_000 + channel.First().SessionNumber);

    internal sealed record Session(string ChannelId, string SessionId, IReadOnlyList<SimulatedConnection> Connections);
}
