using System.Globalization;
using System.Text;

namespace SoraPS;

/// <summary>
/// Escapes text from other people (ids, messages of a server) so that a terminal shows it and does nothing else, and so that two different texts look
/// different. These characters are replaced by their code, as in <c>\u001B</c>:
/// <list type="bullet">
/// <item>control and format characters (escape sequences, bidirectional overrides, zero-width characters, also the joiners in emoji), unpaired surrogates, and all spaces except U+0020 and the Japanese U+3000;</item>
/// <item>a space at the start or the end, or next to another space;</item>
/// <item>a combining mark without a base character, or the fifth and later marks on one: no script needs more;</item>
/// <item>letters and marks that are invisible by design;</item>
/// <item>what .NET's Unicode tables do not know, except where Unicode keeps room for emoji.</item>
/// </list>
/// </summary>
public static class SafeText
{
    private const int DefaultMaximumLength = 1000;
    private const int DefaultMaximumWidth = 36;
    private const string Ellipsis = "\u2026";

    // The escaping reads a text from left to right and keeps one number, "room": how many more marks the current base character may have, plus one for a
    // space. After a base character it is 5 (four marks, and a space may follow), after a space or at the start 0 (neither may follow).
    private const int RoomAfterBase = 5;
    private const int MustEscape = -1;

    /// <summary>Escapes a text for messages, views and prompts, and cuts it off.</summary>
    /// <param name="text">The text; null becomes empty.</param>
    /// <param name="maximumLength">How many UTF-16 code units of the text are shown, before escaping; <c>...</c> stands for the rest.</param>
    public static string ForDisplay(string? text, int maximumLength = DefaultMaximumLength)
    {
        if (text is null)
        {
            return string.Empty;
        }

        if (text.Length > maximumLength)
        {
            return ForDisplay(text.Substring(0, char.IsHighSurrogate(text[maximumLength - 1]) ? maximumLength - 1 : maximumLength), maximumLength) + "...";
        }

        return IsPlainAscii(text) ? text : EscapeCharacters(text);
    }

    /// <summary>Escapes a whole text and keeps its spaces. Escaped JSON is still the same JSON.</summary>
    public static string Escape(string text) => IsPlainAscii(text) ? text : EscapeCharacters(text, keepSpaces: true);

    /// <summary>Whether <see cref="Escape"/> would change a text.</summary>
    public static bool NeedsEscaping(string text)
    {
        if (IsPlainAscii(text))
        {
            return false;
        }

        int room = 0;
        for (int i = 0; i < text.Length && room != MustEscape;)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            room = text[i] == ' ' ? 0 : RoomAfter(text, i, length, room);
            i += length;
        }

        return room == MustEscape;
    }

    /// <summary>Whether a text can be shown as it is, on one line: <see cref="ForDisplay"/> would change nothing but spaces.</summary>
    public static bool IsPrintable(string text) => text.Length <= DefaultMaximumLength && ForDisplay(text.Replace(' ', 'x')).Length == text.Length;

    /// <summary>
    /// Shortens an escaped text in the middle, so that ids that differ at the start or at the end still look different. Surrogate pairs, and characters with
    /// their combining marks, are not divided.
    /// </summary>
    /// <param name="text">A text that <see cref="ForDisplay"/> returned.</param>
    /// <param name="maximumWidth">The width in cells of a terminal; by default that of a UUID, 36.</param>
    public static string TruncateMiddle(string text, int maximumWidth = DefaultMaximumWidth)
    {
        if (GetDisplayWidth(text) <= maximumWidth)
        {
            return text;
        }

        int room = maximumWidth - 1;
        int head = 0;
        while (GetDisplayWidth(text, 0, EndOfCharacter(text, head)) <= (room + 1) / 2)
        {
            head = EndOfCharacter(text, head);
        }

        room -= GetDisplayWidth(text, 0, head);
        int tail = text.Length;
        while (GetDisplayWidth(text, StartOfCharacter(text, tail), text.Length) <= room)
        {
            tail = StartOfCharacter(text, tail);
        }

        return text.Substring(0, head) + Ellipsis + text.Substring(tail);
    }

    /// <summary>The width of a text in cells of a terminal, as PowerShell computes it for tables: a wide (East Asian) character is two, any other UTF-16 code unit one, also a mark or half of a surrogate pair.</summary>
    public static int GetDisplayWidth(string text) => GetDisplayWidth(text, 0, text.Length);

    private static int GetDisplayWidth(string text, int start, int end)
    {
        int width = end - start;
        for (int i = start; i < end; i++)
        {
            width += text[i] >= '\u1100' && IsWide(text[i]) ? 1 : 0;
        }

        return width;
    }

    private static bool IsWide(char c) =>
        c is (>= '\u1100' and <= '\u115F') or '\u2329' or '\u232A' or (>= '\u2E80' and <= '\uA4CF' and not '\u303F') or (>= '\uAC00' and <= '\uD7A3')
            or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE10' and <= '\uFE19') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60')
            or (>= '\uFFE0' and <= '\uFFE6');

    private static int EndOfCharacter(string text, int i)
    {
        do
        {
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        }
        while (i < text.Length && IsMark(text, i));
        return i;
    }

    private static int StartOfCharacter(string text, int end)
    {
        do
        {
            end -= end > 1 && char.IsSurrogatePair(text, end - 2) ? 2 : 1;
        }
        while (end > 0 && IsMark(text, end));
        return end;
    }

    private static bool IsMark(string text, int i) =>
        text[i] > '~'
        && (CharUnicodeInfo.GetUnicodeCategory(text, i) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark || IsJamo(text[i]));

    /// <summary>Whether no message of an exception and its inner exceptions needs escapes. Messages of .NET may quote text of the server.</summary>
    public static bool IsSafeToDisplay(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (ForDisplay(e.Message, int.MaxValue) != e.Message)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text is printable ASCII with single spaces inside. This fast check is enough for almost all texts.</summary>
    private static bool IsPlainAscii(string text)
    {
        char before = ' ';
        foreach (char c in text)
        {
            if (c is < ' ' or > '~' || (c == ' ' && before == ' '))
            {
                return false;
            }

            before = c;
        }

        return before != ' ' || text.Length == 0;
    }

    private static string EscapeCharacters(string text, bool keepSpaces = false)
    {
        var escaped = new StringBuilder(text.Length + 16);
        int room = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            room = keepSpaces && text[i] == ' ' ? 0 : RoomAfter(text, i, length, room);
            if (room == MustEscape)
            {
                foreach (char unit in text.Substring(i, length))
                {
                    escaped.Append("\\u").Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
                }
            }
            else
            {
                escaped.Append(text, i, length);
            }

            i += length;
        }

        return escaped.ToString();
    }

    /// <summary>The room after a character; <see cref="MustEscape"/> if the character must be escaped, given the room before it.</summary>
    private static int RoomAfter(string text, int i, int length, int room)
    {
        int code = length == 2 ? char.ConvertToUtf32(text, i) : text[i];
        int end = i + length;
        if (code is ' ' or 0x3000)
        {
            return room > 0 && end < text.Length ? 0 : MustEscape;
        }

        if (IsInvisible(code))
        {
            return MustEscape;
        }

        // Variation selectors of emoji and kanji. On an ASCII character they are invisible, except in keycaps: a digit, the selector, and U+20E3.
        if (code is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF))
        {
            bool isVisible = room == RoomAfterBase && (text[i - 1] > '~' || (end < text.Length && text[end] == '\u20E3'));
            return isVisible ? room - 1 : MustEscape;
        }

        return CharUnicodeInfo.GetUnicodeCategory(text, i) switch
        {
            UnicodeCategory.OtherNotAssigned => IsPictograph(code) ? RoomAfterBase : MustEscape,
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate => MustEscape,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => MustEscape,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => room > 1 ? room - 1 : MustEscape,
            _ when IsJamo(code) => room > 1 ? room - 1 : MustEscape,
            _ => RoomAfterBase,
        };
    }

    /// <summary>What Unicode keeps for pictographs (Extended_Pictographic): an emoji that is newer than the tables of .NET is no control or format character.</summary>
    private static bool IsPictograph(int code) => code is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x1FC00 and <= 0x1FFFD);

    /// <summary>Vowels and final consonants of decomposed Korean, which are shown on the consonant before them, as marks are.</summary>
    private static bool IsJamo(int code) => code is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF);

    /// <summary>Letters and marks that are invisible: those of Unicode's Default_Ignorable_Code_Point, and the empty Braille pattern.</summary>
    private static bool IsInvisible(int code) =>
        code is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0;
}
