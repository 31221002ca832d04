using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Values of nested JSON by keys with dots: <c>rtp.total_sent_rtp</c> is the member <c>total_sent_rtp</c> of the member <c>rtp</c>; an element of an array
/// has its index. The JSON was read before: it is valid.
/// </summary>
internal static class DottedKeys
{
    /// <summary>The value of a key, and nothing else of the JSON, is parsed. A member that has the very name, dots included, comes first. Null if there is none.</summary>
    public static object? Find(ArraySegment<byte> json, string key, UntypedJson untyped)
    {
        byte[] utf8Key = Encoding.UTF8.GetBytes(key);
        return Find(json, utf8Key) is { } value ? SoraJson.Read<object?>((ref Utf8JsonReader reader, ArraySegment<byte> _) => untyped.Read(ref reader), value) : null;
    }

    /// <summary>Adds all values, under their keys with dots. An object or array without members is null.</summary>
    public static void Flatten(ArraySegment<byte> json, string prefix, UntypedJson untyped, SoraUnknownFields fields)
    {
        var reader = SoraJson.CreateReader(json);
        Flatten(ref reader, prefix, untyped, fields);
    }

    private static ArraySegment<byte>? Find(ArraySegment<byte> json, ReadOnlySpan<byte> key)
    {
        ArraySegment<byte>? exact = null;
        ArraySegment<byte>? nested = null;
        var reader = SoraJson.CreateReader(json);
        bool isArray = reader.TokenType == JsonTokenType.StartArray;
        bool hasParts = isArray || reader.TokenType == JsonTokenType.StartObject;
        for (int index = 0; hasParts && reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            int length = isArray ? MatchLength(Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)), key) : MatchLength(GetName(ref reader), key);
            if (!isArray)
            {
                reader.Read();
            }

            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (length >= 0)
            {
                var value = new ArraySegment<byte>(json.Array!, json.Offset + start, (int)reader.BytesConsumed - start);
                (exact, nested) = length == key.Length ? (value, nested) : (exact, Find(value, key.Slice(length + 1)) ?? nested);
            }
        }

        return exact ?? nested;
    }

    /// <summary>How much of the key the name is: all of it, or a part before a dot; -1 for neither.</summary>
    private static int MatchLength(ReadOnlySpan<byte> name, ReadOnlySpan<byte> key) =>
        key.StartsWith(name) && (key.Length == name.Length || key[name.Length] == (byte)'.') ? name.Length : -1;

    private static ReadOnlySpan<byte> GetName(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonString.Read(ref reader)) : reader.ValueSpan;

    private static void Flatten(ref Utf8JsonReader reader, string key, UntypedJson untyped, SoraUnknownFields fields)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            fields.Set(key, untyped.Read(ref reader));
            return;
        }

        bool isArray = reader.TokenType == JsonTokenType.StartArray;
        int index = 0;
        for (; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            string name = isArray ? index.ToString(CultureInfo.InvariantCulture) : JsonString.Read(ref reader);
            if (!isArray)
            {
                reader.Read();
            }

            Flatten(ref reader, key + "." + name, untyped, fields);
        }

        if (index == 0)
        {
            fields.Set(key, null);
        }
    }
}
