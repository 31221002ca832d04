using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The connections that a simulator holds, as JSON.</summary>
internal sealed class SimulatedConnections
{
    private const string Base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int PerChannel = 10;

    private static readonly string[] TimeFields = { "created_time", "created_timestamp" };
    private static readonly string[] OwnTimeFields = { "age", "created_at" };

    private readonly SimulatedNode _node;
    private readonly object _lock = new();
    private List<Row> _rows = new();
    private int _made;
    private int _sessions;

    public SimulatedConnections(SimulatedNode node) => _node = node;

    public IReadOnlyList<Row> All
    {
        get
        {
            lock (_lock)
            {
                return _rows.ToArray();
            }
        }
    }

    /// <summary>Whether an object has all of these fields, with the same values. A field that is null is one that is not there.</summary>
    public static bool HasFields(JsonObject? json, JsonObject wanted) => json is not null && wanted.All(field => JsonNode.DeepEquals(json[field.Key], field.Value));

    /// <summary>Adds connections, all or none; what their JSON does not say is made up.</summary>
    /// <exception cref="ArgumentException">One is no connection, or the mode does not let it in.</exception>
    public void Add(IEnumerable<JsonObject> given)
    {
        lock (_lock)
        {
            var rows = given.Select(fields => RowOf(Complete(fields, _made++))).ToArray();
            ThrowIfBlocked(rows);
            rows = InSessions(rows);
            _rows.AddRange(rows);
        }
    }

    /// <summary>Changes fields of the connections that fit, and tells how many there were; null takes a field away.</summary>
    /// <exception cref="ArgumentException">What comes out is no connection.</exception>
    public int Set(Predicate<Row> fits, JsonObject change)
    {
        Resolve(change, DateTime.UtcNow);
        lock (_lock)
        {
            var rows = _rows.ConvertAll(row => fits(row) ? RowOf(Changed(row.Fields, change)) with { Session = row.Session } : row);
            int changed = rows.Where((row, i) => !ReferenceEquals(row, _rows[i])).Count();
            _rows = rows;
            return changed;
        }
    }

    /// <summary>Makes connections up: ten to a channel, of which the first sends and the others mostly receive.</summary>
    /// <exception cref="ArgumentException">The mode does not let them in.</exception>
    public void AddSynthetic(int count)
    {
        var now = DateTime.UtcNow;
        lock (_lock)
        {
            var rows = Enumerable.Range(0, count).Select(_ => RowOf(Synthetic(_made++, now))).ToArray();
            ThrowIfBlocked(rows);
            _rows.AddRange(rows);
        }
    }

    /// <summary>Removes the connections that fit, and tells how many there were.</summary>
    public int Remove(Predicate<Row> fits)
    {
        lock (_lock)
        {
            int before = _rows.Count;
            _rows = _rows.Where(row => !fits(row)).ToList();
            return before - _rows.Count;
        }
    }

    /// <summary>Whoever comes into a channel that lives is of its session; into another, of a new one.</summary>
    private Row[] InSessions(IReadOnlyList<Row> rows)
    {
        var live = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in _rows)
        {
            live[row.ChannelId] = row.Session;
        }

        return rows.Select(row => row with { Session = live.TryGetValue(row.ChannelId, out int session) ? session : live[row.ChannelId] = ++_sessions }).ToArray();
    }

    /// <exception cref="ArgumentException">The mode does not let them in.</exception>
    private void ThrowIfBlocked(IReadOnlyList<Row> rows)
    {
        var live = new Lazy<HashSet<string>>(() => new HashSet<string>(_rows.Select(row => row.ChannelId), StringComparer.Ordinal));
        if (rows.Any(row => !_node.LetsIn(() => live.Value.Contains(row.ChannelId))))
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.ModeBlocks, _node.Mode));
        }
    }

    private static JsonObject Complete(JsonObject connection, int number)
    {
        var now = DateTime.UtcNow;
        Default(connection, "channel_id", "sora");
        Default(connection, "connection_id", IdOf(number));
        Default(connection, "client_id", Text(connection, "connection_id"));
        Default(connection, "role", "sendrecv");
        if (!Resolve(connection, now))
        {
            connection["created_time"] = CreatedTime.Of(now);
        }

        return Changed(new JsonObject(), connection);
    }

    private static JsonObject Changed(JsonObject connection, JsonObject change)
    {
        if (TimeFields.Any(change.ContainsKey))
        {
            // The two tell the same, and one of them would go on telling the old.
            foreach (string name in TimeFields)
            {
                connection.Remove(name);
            }
        }

        foreach (var field in change)
        {
            connection.Remove(field.Key);
            if (field.Value is not null)
            {
                connection[field.Key] = field.Value.DeepClone();
            }
        }

        return connection;
    }

    /// <summary>Our own words for the time of creation, which Sora does not send, become its word for it. False if nothing tells the time, not even that it is unknown.</summary>
    private static bool Resolve(JsonObject fields, DateTime now)
    {
        bool known = TimeFields.Any(name => fields[name] is not null);
        bool told = TimeFields.Concat(OwnTimeFields).Any(fields.ContainsKey);
        var age = Take(fields, "age");
        var createdAt = Take(fields, "created_at");
        if (!known && told)
        {
            fields["created_time"] = Created(age, createdAt, now) is { } time ? CreatedTime.Of(time) : null;
        }

        return told;
    }

    private static DateTime? Created(string? age, string? createdAt, DateTime now) =>
        age is not null ? now - (TimeSpan.TryParse(age, CultureInfo.InvariantCulture, out var span) ? span : throw NoTime("age"))
        : createdAt is null ? null
        : DateTime.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeLocal, out var time) ? time
        : throw NoTime("created_at");

    private static ArgumentException NoTime(string name) => new(string.Format(Strings.Culture, Strings.ConnectionTimeUnclear, name));

    private static string? Take(JsonObject fields, string name)
    {
        string? text = fields[name] is null ? null : Text(fields, name);
        fields.Remove(name);
        return text;
    }

    private static JsonObject Synthetic(int number, DateTime now)
    {
        int place = number % PerChannel;
        string id = IdOf(number);
        var created = now.AddSeconds(-30 - ((number * 7919L) % 200_000)).AddTicks(number % 1000 * 10L);
        return new JsonObject
        {
            ["audio"] = new JsonObject { ["codec_type"] = "OPUS" },
            ["bundle_id"] = id,
            ["channel_id"] = "sora-" + (number / PerChannel).ToString(CultureInfo.InvariantCulture),
            ["client_id"] = place == 0 ? "studio-" + (number / PerChannel).ToString(CultureInfo.InvariantCulture) : id,
            ["connection_id"] = id,
            ["created_time"] = CreatedTime.Of(created),
            ["created_timestamp"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["role"] = place == 0 ? "sendonly" : place == 1 ? "sendrecv" : "recvonly",
            ["session_id"] = IdOf((number / PerChannel) + 500_000_000),
            ["simulcast"] = number / PerChannel % 2 == 0,
            ["spotlight"] = number / PerChannel % 3 == 2,
            ["video"] = place == PerChannel - 1 ? false : new JsonObject { ["bit_rate"] = 500 * (1 + (place % 4)), ["codec_type"] = place % 2 == 0 ? "VP9" : "H264" },
        };
    }

    /// <summary>26 characters that look like Sora's ids: a number, scattered.</summary>
    public static string IdOf(int number)
    {
        ulong state = (ulong)number + 1;
        var id = new StringBuilder(26);
        while (id.Length < 26)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            id.Append(Base32[(int)(state >> 59)]);
        }

        return id.ToString();
    }

    private static void Default(JsonObject connection, string name, JsonNode value)
    {
        if (connection[name] is null)
        {
            connection[name] = value;
        }
    }

    private static string Text(JsonObject connection, string name) =>
        connection[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw new ArgumentException(string.Format(Strings.Culture, Strings.ConnectionFieldNoText, name));

    private static Row RowOf(JsonObject connection) => new(
        Text(connection, "channel_id"),
        Text(connection, "client_id"),
        Text(connection, "connection_id"),
        Text(connection, "role"),
        connection["spotlight"] is JsonValue spotlight && spotlight.GetValueKind() == JsonValueKind.True,
        JsonSerializer.SerializeToUtf8Bytes(connection, SimulatorJson.Default.JsonNode));

    internal sealed record Row(string ChannelId, string ClientId, string ConnectionId, string Role, bool Spotlight, byte[] Json)
    {
        /// <summary>Which session of the simulator it is of, where its fields do not say.</summary>
        public int Session { get; init; }

        public JsonObject Fields => (JsonObject)JsonNode.Parse(Json)!;
    }
}
