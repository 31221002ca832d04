using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The sessions of the simulator's channels: a channel has one for as long as somebody is in it.</summary>
internal sealed class SimulatedSessions
{
    private readonly SimulatedConnections _connections;

    public SimulatedSessions(SimulatedConnections connections) => _connections = connections;

    /// <summary>The sessions, in the order of their channels; of a group, if one is given (a session is its own group).</summary>
    public IEnumerable<Session> All(string? groupId) =>
        _connections.All.GroupBy(row => row.ChannelId, StringComparer.Ordinal)
            .Select(channel => new Session(channel.Key, IdOf(channel), channel.ToArray()))
            .Where(session => groupId is null || session.SessionId == groupId);

    /// <summary>The session of a channel; null if it has none, or not the one that is named.</summary>
    public Session? Find(string channel, string? sessionId) =>
        All(null).FirstOrDefault(session => session.ChannelId == channel && (sessionId is null || session.SessionId == sessionId));

    /// <summary>Ends a session, and with it its connections.</summary>
    public void End(Session session) => _connections.Remove(row => row.ChannelId == session.ChannelId);

    /// <summary>A session object (kohaku's log of a Sora 2025.2.1, B); what a simulator does not know of it is left out.</summary>
    public static JsonObject Describe(Session session)
    {
        var created = session.Connections.Min(row => CreatedOf(row.Fields)) ?? DateTime.UtcNow;
        return new JsonObject
        {
            ["label"] = "WebRTC SFU Sora",
            ["version"] = "2025.2.1",
            ["node_name"] = "simulator@127.0.0.1",
            ["session_id"] = session.SessionId,
            ["channel_id"] = session.ChannelId,
            ["group_id"] = session.SessionId,
            ["spotlight"] = session.Connections.Any(row => row.Spotlight),
            ["max_connections"] = session.Connections.Count,
            ["total_connections"] = session.Connections.Count,
            ["created_time"] = new DateTimeOffset(created).ToUnixTimeSeconds(),
            ["created_timestamp"] = Timestamp(created),
            ["connections"] = new JsonArray(session.Connections.Select(row => (JsonNode)Describe(row)).ToArray()),
        };
    }

    private static JsonObject Describe(SimulatedConnections.Row row)
    {
        var fields = row.Fields;
        return new JsonObject
        {
            ["connection_id"] = row.ConnectionId,
            ["client_id"] = row.ClientId,
            ["bundle_id"] = fields["bundle_id"]?.DeepClone() ?? row.ConnectionId,
            ["role"] = row.Role,
            ["simulcast"] = fields["simulcast"]?.DeepClone() ?? false,
            ["audio"] = IsOn(fields["audio"]),
            ["audio_codec_type"] = (fields["audio"] as JsonObject)?["codec_type"]?.DeepClone(),
            ["video"] = IsOn(fields["video"]),
            ["video_codec_type"] = (fields["video"] as JsonObject)?["codec_type"]?.DeepClone(),
            ["video_bit_rate"] = (fields["video"] as JsonObject)?["bit_rate"]?.DeepClone(),
            ["connection_created_timestamp"] = CreatedOf(fields) is { } created ? Timestamp(created) : null,
            ["connection_destroyed_timestamp"] = null,
            ["event_metadata"] = fields["event_metadata"]?.DeepClone(),
        };
    }

    private static string Timestamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Media are an object, or only on.</summary>
    private static bool IsOn(JsonNode? media) => media is JsonObject || (media is JsonValue value && value.GetValueKind() == JsonValueKind.True);

    /// <summary>In UTC; a connection's created_time is in microseconds.</summary>
    private static DateTime? CreatedOf(JsonObject connection) =>
        connection["created_timestamp"] is JsonValue text && text.TryGetValue(out string? timestamp)
        && DateTime.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var created) ? created
        : connection["created_time"] is JsonValue time && time.TryGetValue(out double microseconds) && microseconds is >= 0 and < long.MaxValue ? CreatedTime.ToUtc((long)microseconds)
        : null;

    /// <summary>The id that its connections name; else one of the simulator's.</summary>
    private static string IdOf(IGrouping<string, SimulatedConnections.Row> channel) =>
        channel.Select(row => row.Fields["session_id"]).OfType<JsonValue>().Select(id => id.TryGetValue(out string? text) ? text : null).FirstOrDefault(id => id is not null)
        ?? SimulatedConnections.IdOf(900_000_000 + channel.First().Session);

    internal sealed record Session(string ChannelId, string SessionId, IReadOnlyList<SimulatedConnections.Row> Connections);
}
