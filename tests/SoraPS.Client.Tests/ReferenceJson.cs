using System.Text.Json;

namespace SoraPS.Client.Tests;

/// <summary>What must become of a body, said by <see cref="JsonDocument"/> about the whole of it, where the client reads it in pieces.</summary>
internal static class ReferenceJson
{
    private const int MaximumDepth = 512;
    private static readonly string[] Ids = { "channel_id", "client_id", "connection_id", "role" };

    /// <summary>The elements that must be delivered, and whether the list ends well after them.</summary>
    public static (List<JsonElement> Elements, bool Whole) List(byte[] body, Func<JsonElement, bool> fits)
    {
        byte[] json = WithoutHalves(WithoutMark(body));
        var elements = new List<JsonElement>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth + 1 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return (elements, false);
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (Parse(json.AsMemory(start, (int)reader.BytesConsumed - start)) is not { } element || !fits(element) || !Delimited(json, (int)reader.BytesConsumed, element))
                {
                    return (elements, false);
                }

                elements.Add(element);
            }

            return (elements, !reader.Read());
        }
        catch (JsonException)
        {
            return (elements, false);
        }
    }

    /// <summary>The one value that a body is; null if it is not JSON.</summary>
    public static JsonElement? Value(byte[] body) => Parse(WithoutMark(body));

    /// <summary>The same, where half a character in a text is taken for a whole one.</summary>
    public static JsonElement? AnyValue(byte[] body) => Parse(WithoutHalves(WithoutMark(body)));

    /// <summary>A text of the client's, with half characters moved to where the oracle moves them.</summary>
    public static string? Moved(string? text) => text is null
        ? null
        : string.Concat(text.Select((c, i) => !char.IsSurrogate(c) || char.IsSurrogatePair(text, i) || (i > 0 && char.IsSurrogatePair(text, i - 1)) ? c : (char)(c + 0x1000)));

    /// <summary>True for what is JSON but for a text or name that cannot be read.</summary>
    public static bool IsUnreadable(byte[] body) => Value(body) is null && Parse(WithoutMark(body), readTexts: false) is not null;

    public static bool IsBlank(byte[] body) => body.All(value => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF);

    public static bool StartsList(byte[] body) => !IsBlank(body) && body.First(value => !IsBlank([value])) == (byte)'[';

    public static bool IsConnection(JsonElement element) => Ids.All(id => TextOf(element, id) is not null);

    /// <summary>The last text of that name.</summary>
    public static string? TextOf(JsonElement element, string name) => element.ValueKind != JsonValueKind.Object
        ? null
        : element.EnumerateObject().Where(member => member.NameEquals(name) && member.Value.ValueKind == JsonValueKind.String).Select(member => member.Value.GetString()).LastOrDefault();

    /// <summary>True if a refusal says what it is; of a name that comes twice the last counts.</summary>
    public static bool NamesError(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && new[] { "error_type", "type" }.Any(name => error.TryGetProperty(name, out var type) && type.ValueKind == JsonValueKind.String);

    /// <summary>The same as what the client made of it.</summary>
    public static bool Same(JsonElement expected, object? actual) => expected.ValueKind switch
    {
        JsonValueKind.Object => actual is Dictionary<string, object?> members
            && expected.EnumerateObject().GroupBy(member => member.Name).ToList() is var names
            && names.Count == members.Count && members.ToDictionary(member => Moved(member.Key)!, member => member.Value) is var moved
            && names.TrueForAll(name => moved.TryGetValue(name.Key, out object? value) && Same(name.Last().Value, value)),
        JsonValueKind.Array => actual is object?[] items && items.Length == expected.GetArrayLength() && expected.EnumerateArray().Zip(items, Same).All(same => same),
        JsonValueKind.String => actual is string text && Moved(text) == expected.GetString(),
        JsonValueKind.Number => SameNumber(expected, actual),
        JsonValueKind.True => actual is true,
        JsonValueKind.False => actual is false,
        _ => actual is null,
    };

    private static bool SameNumber(JsonElement expected, object? actual) => actual switch
    {
        long whole => expected.TryGetInt64(out long value) && value == whole,
        System.Numerics.BigInteger big => big == System.Numerics.BigInteger.Parse(expected.GetRawText(), System.Globalization.CultureInfo.InvariantCulture),
        double number => number.Equals(double.Parse(expected.GetRawText(), System.Globalization.CultureInfo.InvariantCulture)),
        _ => false,
    };

    /// <summary>JsonDocument reads no half characters: <c>\uD800</c> to <c>\uDFFF</c>, alone, become <c>\uE800</c> to <c>\uEFFF</c>, which stand for nothing else.</summary>
    private static byte[] WithoutHalves(byte[] json)
    {
        byte[] whole = json.ToArray();
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] == '\\')
            {
                bool pair = UnitAt(json, i) is >= 0xD800 and < 0xDC00 && UnitAt(json, i + 6) is >= 0xDC00 and < 0xE000;
                if (!pair && UnitAt(json, i) is >= 0xD800 and < 0xE000)
                {
                    whole[i + 2] = (byte)'E';
                }

                i += pair ? 11 : 1;
            }
        }

        return whole;
    }

    /// <summary>The code that an escape stands for; -1 for any other.</summary>
    private static int UnitAt(byte[] json, int i) =>
        i + 6 <= json.Length && json[i] == '\\' && json[i + 1] == 'u' && int.TryParse(json.AsSpan(i + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int unit) ? unit : -1;

    private static byte[] WithoutMark(byte[] body) => body.AsSpan().StartsWith("\uFEFF"u8) ? body[3..] : body;

    /// <summary>A number or word is complete only where something that cannot belong to it follows.</summary>
    private static bool Delimited(byte[] json, int end, JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String || (end < json.Length && " \t\r\n,]}"u8.Contains(json[end]));

    private static JsonElement? Parse(ReadOnlyMemory<byte> json, bool readTexts = true)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            var value = document.RootElement.Clone();
            if (readTexts)
            {
                ReadTexts(value);
            }

            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Half a character in a text is only seen when the text is read.</summary>
    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
