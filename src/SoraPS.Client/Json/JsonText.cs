using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SoraPS;

/// <summary>Texts of an answer. A stranger may choose one with half a character in it (<c>\uD800</c>), which is well-formed JSON: it is kept as it is, where <see cref="Utf8JsonReader"/> would give up the whole list.</summary>
internal static class JsonText
{
    /// <summary>UTF-8 that puts nothing in the place of half a character, or of bytes that are none: it throws.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
    public static void Check(byte[] utf8) => Strictly(StrictUtf8.GetCharCount, utf8);

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
