using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>
/// The sessions of the channels of a cluster: one begins with the first connection of a channel and ends with the last one; the next one has another id. The
/// nodes share them, as those of Sora do since 2023.2 (SHIGURADIO 2024-01, A); that each of them answers for all sessions is our choice.
/// Every member may be called from any thread.
/// </summary>
internal sealed class SimulatedSessions
{
    private const int FirstId = 900_000_000; // far from the numbers of connections

    private readonly object _lock = new();
    private readonly SimulatedGeneration _generation;
    private readonly SimulatedClock _clock;
    private readonly Dictionary<string, SimulatedSession> _sessions = new(StringComparer.Ordinal);
    private int _count;

    public SimulatedSessions(SimulatedGeneration generation, SimulatedClock clock)
    {
        _generation = generation;
        _clock = clock;
    }

    /// <summary>How many sessions there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>How many sessions there were so far.</summary>
    public int CreatedCount
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>The sessions, in the order in which they began; with a group id those of the group only.</summary>
    public JsonArray List(string? groupId)
    {
        lock (_lock)
        {
            return new JsonArray(_sessions.Values.OrderBy(session => session.Number).Where(session => groupId is null || session.GroupId == groupId).Select(session => (JsonNode)ToJson(session)).ToArray());
        }
    }

    /// <summary>The session of a channel; null if the channel has none, or another than the one that is asked for.</summary>
    public JsonObject? Find(string channel, string? sessionId) => Use(channel, session => sessionId is null || session.SessionId == sessionId ? ToJson(session) : null);

    /// <summary>Does something with the session of a channel as it is now; null if the channel has none.</summary>
    public T? Use<T>(string channel, Func<SimulatedSession, T?> use)
        where T : class
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(channel, out var session) ? use(session) : null;
        }
    }

    /// <summary>Connections were made: those to a channel that has some already join its session.</summary>
    /// <param name="connections">The connections.</param>
    /// <param name="nodeName">The node that they are on.</param>
    public void Add(IEnumerable<SimulatedConnection> connections, string nodeName)
    {
        lock (_lock)
        {
            foreach (var connection in connections)
            {
                if (!_sessions.TryGetValue(connection.ChannelId, out var session))
                {
                    _count++;
                    string id = GetSessionId(connection) ?? ConnectionGenerator.CreateId(FirstId + _count);
                    _sessions.Add(connection.ChannelId, session = new SimulatedSession(connection.ChannelId, id, nodeName, _count, _clock.UtcNow));
                }

                session.Add(connection);
            }
        }
    }

    /// <summary>Connections have ended, and with the last one of a channel its session.</summary>
    public void Remove(IEnumerable<SimulatedConnection> connections)
    {
        lock (_lock)
        {
            foreach (var ended in connections.GroupBy(connection => connection.ChannelId, StringComparer.Ordinal))
            {
                if (_sessions.TryGetValue(ended.Key, out var session))
                {
                    session.Remove(ended, _clock.UtcNow);
                    if (session.Connections.Count == 0)
                    {
                        _sessions.Remove(ended.Key);
                    }
                }
            }
        }
    }

    /// <summary>The fields of a connection have changed. In another channel it is another connection.</summary>
    public void Replace(SimulatedConnection before, SimulatedConnection after, string nodeName)
    {
        if (before.ChannelId != after.ChannelId)
        {
            Remove(new[] { before });
            Add(new[] { after }, nodeName);
            return;
        }

        lock (_lock)
        {
            if (_sessions.TryGetValue(before.ChannelId, out var session))
            {
                session.Replace(before, after);
            }
        }
    }

    /// <summary>The session that the fields of a connection name; null for none.</summary>
    public static string? GetSessionId(SimulatedConnection connection) => GetText(connection, "session_id");

    /// <summary>A field of a connection that is text; null for any other.</summary>
    public static string? GetText(SimulatedConnection connection, string name)
    {
        try
        {
            return connection.Fields[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return null; // an unpaired surrogate, or a key twice
        }
    }

    private JsonObject ToJson(SimulatedSession session)
    {
        session.Recording = session.Recording?.IsOver(_clock.UtcNow) == true ? null : session.Recording;
        return _generation.ShapeSession(session.ToJson());
    }
}
