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

    private readonly object _lock = new();
    private List<Row> _rows = new();
    private int _made;

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

    /// <summary>Adds a connection; what its JSON does not say is made up.</summary>
    /// <exception cref="ArgumentException">The JSON is no object.</exception>
    public void Add(byte[] json)
    {
        JsonObject given;
        try
        {
            given = JsonNode.Parse(json) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ArgumentException("A connection is a JSON object.", e);
        }

        var connection = new JsonObject();
        foreach (var member in given)
        {
            connection[JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key)] = member.Value?.DeepClone();
        }

        lock (_lock)
        {
            int number = _made++;
            Default(connection, "channel_id", "sora");
            Default(connection, "connection_id", IdOf(number));
            Default(connection, "client_id", Text(connection, "connection_id"));
            Default(connection, "role", "sendrecv");
            Default(connection, "created_time", Microseconds(DateTime.UtcNow));
            _rows.Add(RowOf(connection));
        }
    }

    /// <summary>Makes connections up: ten to a channel, of which the first sends and the others mostly receive.</summary>
    public void AddSynthetic(int count)
    {
        var now = DateTime.UtcNow;
        lock (_lock)
        {
            for (int i = 0; i < count; i++)
            {
                _rows.Add(RowOf(Synthetic(_made++, now)));
            }
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
            ["created_time"] = Microseconds(created),
            ["created_timestamp"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["role"] = place == 0 ? "sendonly" : place == 1 ? "sendrecv" : "recvonly",
            ["session_id"] = IdOf((number / PerChannel) + 500_000_000),
            ["simulcast"] = number / PerChannel % 2 == 0,
            ["spotlight"] = number / PerChannel % 3 == 2,
            ["video"] = place == PerChannel - 1 ? false : new JsonObject { ["bit_rate"] = 500 * (1 + (place % 4)), ["codec_type"] = place % 2 == 0 ? "VP9" : "H264" },
        };
    }

    private static long Microseconds(DateTime time) => (time.Ticks - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks) / 10;

    /// <summary>26 characters that look like Sora's ids: a number, scattered.</summary>
    private static string IdOf(int number)
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
        connection[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw new ArgumentException(name + " is not a text.");

    private static Row RowOf(JsonObject connection) => new(
        Text(connection, "channel_id"),
        Text(connection, "client_id"),
        Text(connection, "connection_id"),
        Text(connection, "role"),
        connection["spotlight"] is JsonValue spotlight && spotlight.GetValueKind() == JsonValueKind.True,
        JsonSerializer.SerializeToUtf8Bytes(connection, SimulatorJson.Default.JsonNode));

    internal sealed record Row(string ChannelId, string ClientId, string ConnectionId, string Role, bool Spotlight, byte[] Json);
}
