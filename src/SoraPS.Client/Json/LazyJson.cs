using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Free JSON that nobody has asked for yet: codec parameters and metadata are on every connection of a list, and few users look at them.</summary>
internal sealed class LazyJson
{
    private readonly byte[] _json;
    private readonly UntypedJson _free;

    private LazyJson(byte[] json, UntypedJson free)
    {
        _json = json;
        _free = free;
    }

    /// <summary>An object or array for later, anything else now. Whatever is wrong with it shows now: <see cref="Get"/> does not fail.</summary>
    /// <exception cref="JsonException">It is no JSON, or not UTF-8.</exception>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="json">What it reads.</param>
    /// <param name="free">Reads it later.</param>
    /// <param name="last">What was read last: codec parameters are mostly the same.</param>
    public static object? Read(ref Utf8JsonReader reader, ArraySegment<byte> json, UntypedJson free, ref LazyJson? last)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return free.Read(ref reader);
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        var late = json.AsSpan(start, (int)reader.BytesConsumed - start);
        if (last is null || !late.SequenceEqual(last._json))
        {
            byte[] kept = late.ToArray();
            JsonString.ValidateUtf8(kept);
            last = new LazyJson(kept, free);
        }

        return last;
    }

    /// <summary>What is in a field that may hold a <see cref="LazyJson"/>. Everybody who asks gets the same object.</summary>
    public static object? Get(ref object? field)
    {
        if (field is LazyJson late)
        {
            Interlocked.CompareExchange(ref field, SoraJson.Read<object?>((ref Utf8JsonReader reader, ArraySegment<byte> _) => late._free.Read(ref reader), new ArraySegment<byte>(late._json)), late);
        }

        return field;
    }
}
