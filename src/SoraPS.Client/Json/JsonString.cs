using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SoraPS.Json;

/// <summary>Strings of a response. A user of Sora may choose an id with an unpaired surrogate (<c>\uD800</c>), which is well-formed JSON. It is kept unchanged; <see cref="Utf8JsonReader"/> would throw, and the whole list would be lost.</summary>
internal static class JsonString
{
    /// <summary>UTF-8 that throws for unpaired surrogates and invalid bytes, instead of replacing them.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // In JSON they occur only between values: within strings they are escaped.
    private static readonly Regex Breaks = new("[\\r\\n\\t]", RegexOptions.CultureInvariant);

    /// <summary>Reads the string or property name that is the current token of the reader.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    /// <exception cref="JsonException">It is not UTF-8, and has escape sequences.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            return Unescape(ThrowJsonException(StrictUtf8.GetString, reader.HasValueSequence ? BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan.ToArray()));
        }
    }

    /// <summary>Checks that bytes are UTF-8.</summary>
    /// <exception cref="JsonException">They are not.</exception>
    public static void ValidateUtf8(byte[] utf8) => ThrowJsonException(StrictUtf8.GetCharCount, utf8);

    /// <summary>Escapes everything in a text that could control a terminal. JSON stays the same JSON, without line breaks and tabs between its values.</summary>
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

    private static T ThrowJsonException<T>(Func<byte[], T> read, byte[] utf8)
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

    /// <summary>Replaces escape sequences, which the reader has already validated.</summary>
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
