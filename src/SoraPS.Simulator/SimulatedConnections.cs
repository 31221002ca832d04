using System.Globalization;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The connections that a simulator holds. Every member may be called from any thread.</summary>
internal sealed class SimulatedConnections
{
    private static readonly string[] WireTimeFields = { "created_time", "created_timestamp" };

    // The properties Age and CreatedAt of our objects, which Sora does not send.
    private static readonly string[] ObjectTimeFields = { "age", "created_at" };

    private readonly SimulatedNode _node;
    private readonly object _lock = new();
    private List<SimulatedConnection> _connections = new();
    private int _sessionCount;

    public SimulatedConnections(SimulatedNode node) => _node = node;

    /// <summary>A copy of the list.</summary>
    public IReadOnlyList<SimulatedConnection> All
    {
        get
        {
            lock (_lock)
            {
                return _connections.ToArray();
            }
        }
    }

    /// <summary>Adds connections, all or none. Missing fields get default values.</summary>
    /// <exception cref="ArgumentException">An object is no connection, or the node's mode blocks it.</exception>
    public void Add(IEnumerable<JsonObject> objects)
    {
        lock (_lock)
        {
            var added = new List<SimulatedConnection>();
            foreach (var fields in objects)
            {
                added.Add(SimulatedConnection.FromJson(AddNode(AddMissingFields(fields, _node.Cluster.TakeNumber()))));
            }

            ThrowIfBlocked(added);
            _connections.AddRange(AssignSessions(added));
        }
    }

    /// <summary>Adds invented connections.</summary>
    /// <exception cref="ArgumentException">The node's mode blocks them.</exception>
    public void AddSynthetic(int count)
    {
        var now = DateTime.UtcNow;
        lock (_lock)
        {
            var added = new List<SimulatedConnection>(count);
            for (int i = 0; i < count; i++)
            {
                added.Add(SimulatedConnection.FromJson(AddNode(_node.Cluster.Generation.Shape(ConnectionGenerator.Create(_node.Cluster.TakeNumber(), now)))));
            }

            ThrowIfBlocked(added);
            _connections.AddRange(added);
        }
    }

    /// <summary>Changes fields of the connections that match; null removes a field.</summary>
    /// <returns>How many connections matched.</returns>
    /// <exception cref="ArgumentException">The result is no connection.</exception>
    public int Set(Predicate<SimulatedConnection> match, JsonObject change)
    {
        ResolveTime(change, DateTime.UtcNow);
        lock (_lock)
        {
            var connections = new List<SimulatedConnection>(_connections.Count);
            int changed = 0;
            foreach (var connection in _connections)
            {
                bool matches = match(connection);
                changed += matches ? 1 : 0;
                connections.Add(matches ? SimulatedConnection.FromJson(Merge(connection.Fields, change)) with { SessionNumber = connection.SessionNumber } : connection);
            }

            _connections = connections;
            return changed;
        }
    }

    /// <summary>Removes the connections that match.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(Predicate<SimulatedConnection> match)
    {
        lock (_lock)
        {
            // Not RemoveAll: a filter that throws must leave the list as it is.
            var remaining = _connections.FindAll(connection => !match(connection));
            int removed = _connections.Count - remaining.Count;
            _connections = remaining;
            return removed;
        }
    }

    /// <summary>Connections to a channel that has some already join its session; the first ones of a channel begin a new session.</summary>
    private List<SimulatedConnection> AssignSessions(List<SimulatedConnection> added)
    {
        var sessions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var connection in _connections)
        {
            sessions[connection.ChannelId] = connection.SessionNumber;
        }

        var assigned = new List<SimulatedConnection>(added.Count);
        foreach (var connection in added)
        {
            if (!sessions.TryGetValue(connection.ChannelId, out int session))
            {
                session = ++_sessionCount;
                sessions.Add(connection.ChannelId, session);
            }

            assigned.Add(connection with { SessionNumber = session });
        }

        return assigned;
    }

    /// <exception cref="ArgumentException">The node's mode blocks a connection.</exception>
    private void ThrowIfBlocked(List<SimulatedConnection> added)
    {
        var channels = new Lazy<HashSet<string>>(() => new HashSet<string>(_connections.Select(connection => connection.ChannelId), StringComparer.Ordinal));
        if (added.Exists(connection => !_node.AcceptsConnection(() => channels.Value.Contains(connection.ChannelId))))
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.ModeBlocks, _node.Mode));
        }
    }

    /// <summary>In a cluster, connections name their node (a type in SoraSessionManager, C).</summary>
    private JsonObject AddNode(JsonObject fields)
    {
        if (_node.Cluster.HasSeveralNodes)
        {
            SetDefault(fields, "node_name", _node.Name);
        }

        return fields;
    }

    private static JsonObject AddMissingFields(JsonObject fields, int number)
    {
        var now = DateTime.UtcNow;
        SetDefault(fields, "channel_id", "sora");
        SetDefault(fields, "connection_id", ConnectionGenerator.CreateId(number));
        SetDefault(fields, "client_id", SimulatedConnection.GetString(fields, "connection_id"));
        SetDefault(fields, "role", "sendrecv");
        if (!ResolveTime(fields, now))
        {
            fields["created_time"] = CreatedTime.Of(now);
        }

        return Merge(new JsonObject(), fields);
    }

    private static void SetDefault(JsonObject fields, string name, JsonNode value)
    {
        if (fields[name] is null)
        {
            fields[name] = value;
        }
    }

    private static JsonObject Merge(JsonObject fields, JsonObject change)
    {
        if (WireTimeFields.Any(change.ContainsKey))
        {
            // Both fields say when the connection was made. The one that is not changed would keep the old time.
            foreach (string name in WireTimeFields)
            {
                fields.Remove(name);
            }
        }

        foreach (var field in change)
        {
            fields.Remove(field.Key);
            if (field.Value is not null)
            {
                fields[field.Key] = field.Value.DeepClone();
            }
        }

        return fields;
    }

    /// <summary>Replaces <c>age</c> and <c>created_at</c> by <c>created_time</c>, in microseconds, unless the time is given as Sora sends it.</summary>
    /// <returns>False if no field is about the time, not even one that is null, which means unknown.</returns>
    private static bool ResolveTime(JsonObject fields, DateTime utcNow)
    {
        bool isKnown = WireTimeFields.Any(name => fields[name] is not null);
        bool isGiven = WireTimeFields.Concat(ObjectTimeFields).Any(fields.ContainsKey);
        var age = RemoveString(fields, "age");
        var createdAt = RemoveString(fields, "created_at");
        if (!isKnown && isGiven)
        {
            fields["created_time"] = ParseTime(age, createdAt, utcNow) is { } time ? CreatedTime.Of(time) : null;
        }

        return isGiven;
    }

    private static DateTime? ParseTime(string? age, string? createdAt, DateTime utcNow) =>
        age is not null ? utcNow - (TimeSpan.TryParse(age, CultureInfo.InvariantCulture, out var span) ? span : throw InvalidTime("age"))
        : createdAt is null ? null
        : DateTime.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeLocal, out var time) ? time
        : throw InvalidTime("created_at");

    private static ArgumentException InvalidTime(string name) => new(string.Format(Strings.Culture, Strings.ConnectionTimeUnclear, name));

    private static string? RemoveString(JsonObject fields, string name)
    {
        string? text = fields[name] is null ? null : SimulatedConnection.GetString(fields, name);
        fields.Remove(name);
        return text;
    }
}
