using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads the strings of one list, and returns the same object for a string that is repeated: channels, roles, codecs, and the id that a
/// connection often has in three fields. Strings are compared as bytes, without decoding; a later string may replace an earlier one.
/// </summary>
internal sealed class StringCache
{
    private const int SlotBits = 10;
    private const int MaximumLength = 64;

    private readonly string?[] _known = new string?[1 << SlotBits];

    /// <summary>Reads the string that is the current token of the reader.</summary>
    /// <inheritdoc cref="JsonString.Read"/>
    [MethodImpl(JitHints.HotLoop)]
    public string Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > MaximumLength)
        {
            return JsonString.Read(ref reader);
        }

        ref string? known = ref _known[GetSlot(utf8)];
        if (known is null || !AreEqual(known, utf8))
        {
            known = JsonString.Read(ref reader);
        }

        return known;
    }

    private static uint GetSlot(ReadOnlySpan<byte> utf8)
    {
        bool isShort = utf8.Length < sizeof(uint);
        uint first = isShort ? utf8[0] : BinaryPrimitives.ReadUInt32LittleEndian(utf8);
        uint last = isShort ? utf8[utf8.Length - 1] : BinaryPrimitives.ReadUInt32LittleEndian(utf8.Slice(utf8.Length - sizeof(uint)));
        return ((((first * 0x9E3779B1) + last) * 0x85EBCA77) + (uint)utf8.Length) * 0x9E3779B1 >> (32 - SlotBits);
    }

    private static bool AreEqual(string known, ReadOnlySpan<byte> utf8)
    {
#if NET
        return System.Text.Ascii.Equals(utf8, known);
#else
        bool same = known.Length == utf8.Length;
        for (int i = 0; same && i < utf8.Length; i++)
        {
            same = known[i] == utf8[i] && utf8[i] < 0x80;
        }

        return same;
#endif
    }
}
