using System.Globalization;
using System.Text;

namespace SoraPS;

/// <summary>Text that strangers chose, spelled so that a terminal does nothing but show it.</summary>
internal static class SafeText
{
    /// <summary>Replaces every control, format (bidi, zero width) and separator character and every unpaired surrogate by its code, <c>\u001B</c>.</summary>
    public static string Of(string? text)
    {
        if (text is null)
        {
            return string.Empty;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                return Spell(text);
            }
        }

        return text;
    }

    /// <summary>The same, cut to a length that fits a message.</summary>
    public static string Of(string? text, int maximum) =>
        Of(text is { Length: var length } && length > maximum ? text.Substring(0, maximum) + "..." : text);

    private static string Spell(string text)
    {
        var spelled = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsSurrogatePair(text, i);
            if (Harmless(CharUnicodeInfo.GetUnicodeCategory(text, i)) && (pair || !char.IsSurrogate(text[i])))
            {
                spelled.Append(text, i, pair ? 2 : 1);
            }
            else
            {
                spelled.Append("\\u").Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
                if (pair)
                {
                    spelled.Append("\\u").Append(((int)text[i + 1]).ToString("X4", CultureInfo.InvariantCulture));
                }
            }

            i += pair ? 1 : 0;
        }

        return spelled.ToString();
    }

    private static bool Harmless(UnicodeCategory category) => category is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
