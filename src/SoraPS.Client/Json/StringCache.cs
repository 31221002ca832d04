using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads the texts of one list, and makes a string of those that come again but once: channels, roles, codecs, and the one id that a
/// connection often has three times. A text is known by its bytes, without being decoded; a later one may take its place.
/// </summary>
internal sealed class StringCache
{
    private const int SlotBits = 10;
    private const int LongestText = 64;

    private readonly string?[] _known = new string?[1 << SlotBits];

    /// <summary>The text that the reader stands on.</summary>
    /// <inheritdoc cref="JsonString.Read"/>
    [MethodImpl(JitHints.HotLoop)]
    public string Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > LongestText)
        {
            return JsonString.Read(ref reader);
        }

        ref string? known = ref _known[Slot(utf8)];
        if (known is null || !Same(known, utf8))
        {
            known = JsonString.Read(ref reader);
        }

        return known;
    }

    private static uint Slot(ReadOnlySpan<byte> utf8)
    {
        bool isShort = utf8.Length < sizeof(uint);
        uint first = isShort ? utf8[0] : BinaryPrimitives.ReadUInt32LittleEndian(utf8);
        uint last = isShort ? utf8[utf8.Length - 1] : BinaryPrimitives.ReadUInt32LittleEndian(utf8.Slice(utf8.Length - sizeof(uint)));
        return ((((first * 0x9E3779B1) + last) * 0x85EBCA77) + (uint)utf8.Length) * 0x9E3779B1 >> (32 - SlotBits);
    }

    private static bool Same(string known, ReadOnlySpan<byte> utf8)
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
