using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>
/// Statistics of the simulator's connections, in the shape of API_STATS and API_RTC_STATS (A) and of sora_exporter (B). They are not stored: a counter is the
/// age of its connection times a rate, which depends on what the connection sends and receives. So they grow while a connection lives. The names in
/// <c>rtp</c> of what is sent, of which no source is public, are those of what is received (D). The totals of the node are those of its connections that live, and of the sessions, which all nodes share.
/// </summary>
internal sealed class SimulatedStatistics
{
    private const int BytesPerKilobit = 125;
    private const int DefaultVideoKilobits = 500;
    private const int AudioKilobits = 64;
    private const int BytesPerPacket = 1000;
    private const int PacketsPerLoss = 1000;

    private static readonly string[] HeaderExtensions = { "abs_send_time", "audio_level", "av1_rtp_sepc", "sdes_mid", "sdes_rtp_stream_id", "transport_wide_cc", "unknown", "video_orientation" };

    private readonly SimulatedNode _node;

    public SimulatedStatistics(SimulatedNode node) => _node = node;

    private SimulatedSessions Sessions => _node.Cluster.Sessions;

    /// <summary>The answer of GetStatsReport.</summary>
    public JsonObject CreateReport()
    {
        var all = GetStates(_node.Connections.All);
        long created = _node.Connections.CreatedCount;
        double seconds = all.Sum(state => state.AgeSeconds);
        return new JsonObject
        {
            ["version"] = _node.Cluster.Generation.Version,
            ["average_duration_sec"] = (long)(all.Count == 0 ? 0 : seconds / all.Count),
            ["average_setup_time_msec"] = 100,
            ["erlang_vm"] = new JsonObject { ["memory"] = new JsonObject { ["total"] = 50_000_000 + (all.Count * 1_000_000L) }, ["statistics"] = new JsonObject { ["active_tasks"] = new JsonArray(0, 1, 0) } },
            ["error"] = new JsonObject { ["sdp_generation_error"] = 0, ["signaling_error"] = 0 },
            ["total_connection_created"] = created,
            ["total_connection_destroyed"] = created - all.Count,
            ["total_connection_updated"] = 0,
            ["total_duration_sec"] = (long)seconds,
            ["total_failed_connections"] = 0,
            ["total_ongoing_connections"] = all.Count,
            ["total_sent_srtp"] = all.Sum(state => state.Sent / BytesPerPacket),
            ["total_sent_srtp_byte_size"] = all.Sum(state => state.Sent),
            ["total_session_created"] = Sessions.CreatedCount,
            ["total_session_destroyed"] = Sessions.CreatedCount - Sessions.Count,
            ["total_successful_connections"] = created,
            ["total_received_srtp"] = all.Sum(state => state.Received / BytesPerPacket),
            ["total_received_srtp_byte_size"] = all.Sum(state => state.Received),
            ["total_turn_tcp_connections"] = 0,
            ["total_turn_udp_connections"] = all.Count,
        };
    }

    /// <summary>The statistics of connections as an array.</summary>
    public SimulatorResponse ListConnections(IEnumerable<SimulatedConnection> connections) => List(connections, WriteConnection);

    /// <summary>The statistics of the first one of connections; null if there is none.</summary>
    public SimulatorResponse? GetConnection(IEnumerable<SimulatedConnection> connections) => GetFirst(connections, WriteConnection);

    /// <summary>The reports of clients as an array.</summary>
    public SimulatorResponse ListReports(IEnumerable<SimulatedConnection> connections) => List(connections, WriteReport);

    /// <summary>The report of the client of the first one; null if there is none.</summary>
    public SimulatorResponse? GetReport(IEnumerable<SimulatedConnection> connections) => GetFirst(connections, WriteReport);

    private SimulatorResponse List(IEnumerable<SimulatedConnection> connections, Action<Utf8JsonWriter, State> write) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var state in GetStates(connections))
        {
            write(writer, state);
        }

        writer.WriteEndArray();
    });

    private SimulatorResponse? GetFirst(IEnumerable<SimulatedConnection> connections, Action<Utf8JsonWriter, State> write) =>
        GetStates(connections).FirstOrDefault() is { } state ? Write(writer => write(writer, state)) : null;

    private static SimulatorResponse Write(Action<Utf8JsonWriter> write)
    {
        using var json = new MemoryStream();
        using var writer = new Utf8JsonWriter(json);
        write(writer);
        writer.Flush();
        return SimulatorResponse.Json(200, json.ToArray());
    }

    private static void WriteConnection(Utf8JsonWriter writer, State state)
    {
        writer.WriteStartObject();
        writer.WriteString("timestamp", state.Timestamp);
        writer.WriteString("channel_id", state.Connection.ChannelId);
        writer.WriteString("group_id", state.SessionId);
        writer.WriteString("session_id", state.SessionId);
        writer.WriteString("client_id", state.Connection.ClientId);
        writer.WriteString("bundle_id", state.Connection.BundleId ?? state.Connection.ConnectionId);
        writer.WriteString("connection_id", state.Connection.ConnectionId);
        if (state.Connection.Simulcast == true && state.Received > 0)
        {
            WriteSimulcast(writer, state);
        }

        WriteCounters(writer, "dtls", ("total_received_dtls", 5), ("total_sent_dtls", 4));
        WriteCounters(writer, "network_status", ("unstable_level", 0), ("total_unstable_level0", (long)state.AgeSeconds), ("total_unstable_level1", 0), ("total_unstable_level2", 0), ("total_unstable_level3", 0));
        WriteCounters(writer, "ice_connection_state", ("total_connected_req", 3), ("total_connected_ack", 3));
        writer.WriteStartObject("rtp");
        WriteReceived(writer, state.Received);
        writer.WriteNumber("total_received_rtcp_rtpfb_generic_nack", state.Sent / BytesPerPacket / PacketsPerLoss);
        writer.WriteNumber("total_sent_rtp", state.Sent / BytesPerPacket);
        writer.WriteNumber("total_sent_rtp_byte_size", state.Sent);
        writer.WriteNumber("total_sent_rtcp_rtpfb_generic_nack", state.Received / BytesPerPacket / PacketsPerLoss);
        writer.WriteEndObject();
        WriteHeaderExtensions(writer, state.Received);
        writer.WriteEndObject();
    }

    /// <summary>The streams that a sender sends at once: of r0, r1 and r2, each has twice the bytes of the one before it.</summary>
    private static void WriteSimulcast(Utf8JsonWriter writer, State state)
    {
        writer.WriteStartObject("simulcast");
        long smallest = state.Received / 7;
        foreach (var (rid, received) in new[] { ("r0", smallest), ("r1", smallest * 2), ("r2", state.Received - (smallest * 3)) })
        {
            writer.WriteStartObject(rid);
            writer.WriteStartObject("rtp");
            WriteReceived(writer, received);
            writer.WriteEndObject();
            WriteHeaderExtensions(writer, received);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteReceived(Utf8JsonWriter writer, long bytes)
    {
        writer.WriteNumber("total_decrypt_skipped_srtp", 0);
        writer.WriteNumber("total_received_rtp", bytes / BytesPerPacket);
        writer.WriteNumber("total_received_rtp_byte_size", bytes);
        writer.WriteNumber("total_received_rtp_padding", 0);
        writer.WriteNumber("total_received_rtp_rtx", bytes / BytesPerPacket / PacketsPerLoss);
    }

    private static void WriteHeaderExtensions(Utf8JsonWriter writer, long bytes)
    {
        writer.WriteStartObject("rtp_hdrext");
        foreach (string name in HeaderExtensions)
        {
            writer.WriteNumber("total_received_rtp_hdrext_" + name, name is "sdes_mid" or "abs_send_time" ? bytes / BytesPerPacket : 0);
        }

        writer.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter writer, string name, params (string Name, long Value)[] counters)
    {
        writer.WriteStartObject(name);
        foreach (var counter in counters)
        {
            writer.WriteNumber(counter.Name, counter.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter writer, State state)
    {
        writer.WriteStartObject();
        writer.WriteString("channel_id", state.Connection.ChannelId);
        writer.WriteString("connection_id", state.Connection.ConnectionId);
        writer.WriteString("timestamp", state.Timestamp);
        writer.WriteStartArray("rtc_stats");
        if (state.Received > 0)
        {
            WriteStream(writer, state, "outbound-rtp", "RTCOutboundRTPVideoStream_1", ("bytesSent", state.Received), ("packetsSent", state.Received / BytesPerPacket), ("nackCount", state.Received / BytesPerPacket / PacketsPerLoss));
        }

        if (state.Sent > 0)
        {
            WriteStream(writer, state, "inbound-rtp", "RTCInboundRTPVideoStream_1", ("bytesReceived", state.Sent), ("packetsReceived", state.Sent / BytesPerPacket), ("packetsLost", state.Sent / BytesPerPacket / PacketsPerLoss));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter writer, State state, string type, string id, params (string Name, long Value)[] counters)
    {
        writer.WriteStartObject();
        foreach (var counter in counters)
        {
            writer.WriteNumber(counter.Name, counter.Value);
        }

        writer.WriteString("id", id);
        writer.WriteString("kind", "video");
        writer.WriteNumber("timestamp", CreatedTime.Of(state.UtcNow) / 1000.0);
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    private List<State> GetStates(IEnumerable<SimulatedConnection> connections)
    {
        var now = _node.Cluster.Clock.UtcNow;
        var read = SoraJson.Default.CreateConnectionReader();
        var sessions = new Dictionary<string, string?>(StringComparer.Ordinal);
        return connections.Select(simulated =>
        {
            var connection = SoraJson.Read(read, new ArraySegment<byte>(simulated.Json));
            return new State(connection, connection.SessionId ?? GetSessionId(sessions, connection.ChannelId), now);
        }).ToList();
    }

    private string? GetSessionId(Dictionary<string, string?> sessions, string channel)
    {
        if (!sessions.TryGetValue(channel, out string? id))
        {
            sessions.Add(channel, id = Sessions.Use(channel, session => session.SessionId));
        }

        return id;
    }

    /// <summary>What a connection has sent and received at a moment, seen from the server.</summary>
    private sealed record State(SoraConnection Connection, string? SessionId, DateTime UtcNow)
    {
        public string Timestamp => UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

        public double AgeSeconds => Connection.CreatedUtc is { } created && created < UtcNow ? (UtcNow - created).TotalSeconds : 0;

        public long Received => Connection.Role == "recvonly" ? 0 : Bytes;

        public long Sent => Connection.Role == "sendonly" ? 0 : Bytes;

        private long Bytes => (long)(AgeSeconds * BytesPerKilobit * (AudioKilobits + (Connection.VideoBitRate ?? DefaultVideoKilobits)));
    }
}
