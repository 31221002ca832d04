using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SoraPS.Json;

/// <summary>Texts of an answer. A stranger may choose one with half a character in it (<c>\uD800</c>), which is well-formed JSON: it is kept as it is, where <see cref="Utf8JsonReader"/> would give up the whole list.</summary>
internal static class JsonString
{
    /// <summary>UTF-8 that puts nothing in the place of half a character, or of bytes that are none: it throws.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // In JSON they stand between values only: within texts they are escaped.
    private static readonly Regex Breaks = new("[\\r\\n\\t]", RegexOptions.CultureInvariant);

    /// <summary>The text or name that the reader stands on.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    /// <exception cref="JsonException">The same, in a text with escapes.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            return Unescape(Strictly(StrictUtf8.GetString, reader.HasValueSequence ? BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan.ToArray()));
        }
    }

    /// <summary>Makes sure that it is UTF-8.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static void ValidateUtf8(byte[] utf8) => Strictly(StrictUtf8.GetCharCount, utf8);

    /// <summary>JSON, or what should have been some, with escapes in the place of all that could act on a terminal: of JSON the same JSON. Line breaks and tabs between its values are left out.</summary>
    public static string? EscapeForDisplay(string? text) => text is null ? null : SafeText.Escape(IsJson(text) ? Breaks.Replace(text, string.Empty) : text);

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = SoraJson.MaximumDepth });
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }

    private static T Strictly<T>(Func<byte[], T> read, byte[] utf8)
    {
        try
        {
            return read(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new JsonException(null, e);
        }
    }

    /// <summary>The reader has made sure that every escape is complete.</summary>
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
            }
            else if (escaped[++i] == 'u')
            {
                text.Append((char)Convert.ToInt32(escaped.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append("\b\f\n\r\t\"\\/"["bfnrt\"\\/".IndexOf(escaped[i])]);
            }
        }

        return text.ToString();
    }
}
