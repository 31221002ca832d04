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
    private int _createdCount;

    public SimulatedConnections(SimulatedNode node) => _node = node;

    /// <summary>How many connections were ever added.</summary>
    public int CreatedCount => Volatile.Read(ref _createdCount);

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

    private SimulatedCluster Cluster => _node.Cluster;

    /// <summary>Adds connections, all or none. Missing fields get default values.</summary>
    /// <exception cref="ArgumentException">An object is no connection, or the node's mode blocks it.</exception>
    public void Add(IEnumerable<JsonObject> objects)
    {
        lock (_lock)
        {
            var added = new List<SimulatedConnection>();
            foreach (var fields in objects)
            {
                added.Add(SimulatedConnection.FromJson(AddNode(AddMissingFields(fields, Cluster.TakeNumber(), Cluster.Clock.UtcNow))));
            }

            Append(added);
        }
    }

    /// <summary>Adds invented connections.</summary>
    /// <exception cref="ArgumentException">The node's mode blocks them.</exception>
    public void AddSynthetic(int count)
    {
        var now = Cluster.Clock.UtcNow;
        lock (_lock)
        {
            var added = new List<SimulatedConnection>(count);
            for (int i = 0; i < count; i++)
            {
                added.Add(SimulatedConnection.FromJson(AddNode(Cluster.Generation.Shape(ConnectionGenerator.Create(Cluster.TakeNumber(), now)))));
            }

            Append(added);
        }
    }

    /// <summary>Changes fields of the connections that match; null removes a field.</summary>
    /// <returns>How many connections matched.</returns>
    /// <exception cref="ArgumentException">The result is no connection.</exception>
    public int Set(Predicate<SimulatedConnection> match, JsonObject change)
    {
        ResolveTime(change, Cluster.Clock.UtcNow);
        lock (_lock)
        {
            var connections = new List<SimulatedConnection>(_connections.Count);
            var changes = new List<(SimulatedConnection Before, SimulatedConnection After)>();
            foreach (var connection in _connections)
            {
                connections.Add(match(connection) ? SimulatedConnection.FromJson(Merge(connection.Fields, change)) : connection);
                if (connections[connections.Count - 1] != connection)
                {
                    changes.Add((connection, connections[connections.Count - 1]));
                }
            }

            _connections = connections;
            changes.ForEach(changed => Cluster.Sessions.Replace(changed.Before, changed.After, _node.Name));
            return changes.Count;
        }
    }

    /// <summary>Removes the connections that match.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(Predicate<SimulatedConnection> match)
    {
        lock (_lock)
        {
            // Not RemoveAll: a filter that throws must leave the list as it is.
            var (remaining, removed) = (new List<SimulatedConnection>(), new List<SimulatedConnection>());
            _connections.ForEach(connection => (match(connection) ? removed : remaining).Add(connection));
            _connections = remaining;
            Cluster.Sessions.Remove(removed);
            return removed.Count;
        }
    }

    private void Append(List<SimulatedConnection> added)
    {
        ThrowIfBlocked(added);
        _connections.AddRange(added);
        _createdCount += added.Count;
        Cluster.Sessions.Add(added, _node.Name);
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
        if (Cluster.HasSeveralNodes)
        {
            SetDefault(fields, "node_name", _node.Name);
        }

        return fields;
    }

    private static JsonObject AddMissingFields(JsonObject fields, int number, DateTime now)
    {
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
