using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Untyped JSON that is parsed when it is first used. Every connection of a list has codec parameters and metadata, and few scripts read them.</summary>
internal sealed class LazyJson
{
    private readonly ArraySegment<byte> _json;
    private readonly UntypedJson _untyped;

    /// <param name="json">One value, which was read before: it is valid.</param>
    /// <param name="untyped">Reads it.</param>
    public LazyJson(ArraySegment<byte> json, UntypedJson untyped)
    {
        _json = json;
        _untyped = untyped;
    }

    /// <summary>Keeps an object or array for later, and reads any other value. Errors are thrown here: <see cref="Get"/> never fails.</summary>
    /// <exception cref="JsonException">It is not JSON, or not UTF-8.</exception>
    /// <param name="reader">Its current token is the start of the value.</param>
    /// <param name="json">The bytes that it reads.</param>
    /// <param name="untyped">Reads the value later.</param>
    /// <param name="last">The value that was kept last. Codec parameters are usually equal, and are then kept once.</param>
    public static object? Read(ref Utf8JsonReader reader, ArraySegment<byte> json, UntypedJson untyped, ref LazyJson? last)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return untyped.Read(ref reader);
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        var lazy = json.AsSpan(start, (int)reader.BytesConsumed - start);
        if (last is null || !lazy.SequenceEqual(last._json.AsSpan()))
        {
            byte[] kept = lazy.ToArray();
            JsonString.ValidateUtf8(kept);
            last = new LazyJson(new ArraySegment<byte>(kept), untyped);
        }

        return last;
    }

    /// <summary>The elements of an array, not parsed.</summary>
    public IEnumerable<ArraySegment<byte>> GetElements()
    {
        var elements = new List<ArraySegment<byte>>();
        var reader = SoraJson.CreateReader(_json);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(new ArraySegment<byte>(_json.Array!, _json.Offset + start, (int)reader.BytesConsumed - start));
        }

        return elements;
    }

    /// <summary>The value of a field that may hold a <see cref="LazyJson"/>. All callers get the same object.</summary>
    public static object? Get(ref object? field)
    {
        if (field is LazyJson lazy)
        {
            Interlocked.CompareExchange(ref field, SoraJson.Read<object?>((ref Utf8JsonReader reader, ArraySegment<byte> _) => lazy._untyped.Read(ref reader), lazy._json), lazy);
        }

        return field;
    }
}
