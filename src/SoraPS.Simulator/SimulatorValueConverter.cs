using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>
/// Converts the values that callers pass to a simulator into JSON, and JSON into the values that they get. The PowerShell module brings functions that
/// convert hashtables and PowerShell objects, because the simulator does not depend on PowerShell.
/// </summary>
internal sealed class SimulatorValueConverter
{
    private readonly Func<object, byte[]> _toUtf8;
    private readonly SoraJson _json;

    /// <param name="toUtf8">Writes a value as JSON; it throws an <see cref="ArgumentException"/> where it cannot.</param>
    /// <param name="json">Reads connections and other JSON.</param>
    public SimulatorValueConverter(Func<object, byte[]> toUtf8, SoraJson json)
    {
        _toUtf8 = toUtf8;
        _json = json;
    }

    /// <summary>The converter for .NET programs, which pass JSON as a string or as UTF-8.</summary>
    public static SimulatorValueConverter Default { get; } = new(
        value => value is string text ? Encoding.UTF8.GetBytes(text) : throw new ArgumentException(Strings.ConnectionNoObject), SoraJson.Default);

    /// <summary>Parses JSON; null for no bytes, and for what is no JSON.</summary>
    public static JsonNode? ParseOrNull(byte[] json)
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

    /// <summary>The fields of an object, with their names changed to those on the wire: <c>ChannelId</c> becomes <c>channel_id</c>.</summary>
    /// <exception cref="ArgumentException">The value is no JSON object.</exception>
    public JsonObject ToFields(object? value)
    {
        try
        {
            var fields = new JsonObject();
            byte[] json = value as byte[] ?? _toUtf8(value ?? throw new ArgumentException(Strings.ConnectionNoObject));
            foreach (var member in ParseOrNull(json) as JsonObject ?? throw new ArgumentException(Strings.ConnectionNoObject))
            {
                fields[JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key)] = member.Value?.DeepClone();
            }

            return fields;
        }
        catch (InvalidOperationException e)
        {
            // An unpaired surrogate in a string is found only when the string is read.
            throw new ArgumentException(Strings.ConnectionNoObject, e);
        }
    }

    public IReadOnlyList<SoraConnection> ToConnections(IEnumerable<byte[]> utf8)
    {
        var read = _json.CreateConnectionReader(); // one reader for the whole list, because it caches strings that repeat
        return utf8.Select(json => SoraJson.Read(read, new ArraySegment<byte>(json))).ToArray();
    }

    /// <summary>The value of JSON text; null for what is no JSON.</summary>
    public object? ToValue(string json)
    {
        try
        {
            return json.Length == 0 ? null : SoraJson.Read(_json.CreateValueReader(), new ArraySegment<byte>(Encoding.UTF8.GetBytes(json)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
