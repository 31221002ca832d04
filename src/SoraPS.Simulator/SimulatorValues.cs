using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>How what a user passes becomes JSON, and how JSON is shown to him. PowerShell has its own way; the simulator knows nothing of it.</summary>
internal sealed class SimulatorValues
{
    private readonly Func<object, byte[]> _write;
    private readonly SoraJson _json;

    public SimulatorValues(Func<object, byte[]> write, SoraJson json)
    {
        _write = write;
        _json = json;
    }

    /// <summary>Without PowerShell: JSON text, or its bytes.</summary>
    public static SimulatorValues Plain { get; } = new(
        value => value is string text ? Encoding.UTF8.GetBytes(text) : throw new ArgumentException(Strings.ConnectionNoObject), SoraJson.Default);

    /// <summary>Null for what is no JSON.</summary>
    public static JsonNode? Parse(byte[] json)
    {
        try
        {
            return json.Length == 0 ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The fields of an object, under their names on the wire.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public JsonObject Fields(object? value)
    {
        try
        {
            var fields = new JsonObject();
            byte[] json = value as byte[] ?? _write(value ?? throw new ArgumentException(Strings.ConnectionNoObject));
            foreach (var member in Parse(json) as JsonObject ?? throw new ArgumentException(Strings.ConnectionNoObject))
            {
                fields[JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key)] = member.Value?.DeepClone();
            }

            return fields;
        }
        catch (InvalidOperationException e)
        {
            // Half a character (an unpaired surrogate) is found late.
            throw new ArgumentException(Strings.ConnectionNoObject, e);
        }
    }

    public IReadOnlyList<SoraConnection> Connections(IEnumerable<byte[]> rows)
    {
        var read = _json.Connections(); // one for the whole list: it keeps the texts that repeat
        return rows.Select(row => SoraJson.Read(read, new ArraySegment<byte>(row))).ToArray();
    }

    /// <summary>A body as a value; null for what is no JSON.</summary>
    public object? Value(string body)
    {
        try
        {
            return body.Length == 0 ? null : SoraJson.Read(_json.Values(), new ArraySegment<byte>(Encoding.UTF8.GetBytes(body)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
