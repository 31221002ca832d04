using System.Globalization;
using System.Text;

namespace SoraPS;

/// <summary>
/// Text that strangers chose, spelled so that a terminal does nothing but show it, and so that two texts that differ look different. What
/// does not show by itself is replaced by its code, <c>\u001B</c>:
/// <list type="bullet">
/// <item>control and format characters (escape sequences, bidi, zero width, joiners of emoji too), half characters, and every blank but the ordinary and the Japanese one;</item>
/// <item>a blank at either end, or beside another;</item>
/// <item>a combining mark that has no letter to stand on, or stands on one that has four already: no script needs more;</item>
/// <item>letters and marks that are invisible by design.</item>
/// </list>
/// </summary>
public static class SafeText
{
    private const int Longest = 1000;
    private const int WidestCell = 36;
    private const string Ellipsis = "\u2026";

    // What may follow a letter: so many marks less one, or a blank.
    private const int OnLetter = 5;
    private const int Refused = -1;

    /// <summary>The text, harmless, and cut to a length that a person reads.</summary>
    public static string ForDisplay(string? text, int maximum = Longest)
    {
        if (text is null)
        {
            return string.Empty;
        }

        if (text.Length > maximum)
        {
            return ForDisplay(text.Substring(0, char.IsHighSurrogate(text[maximum - 1]) ? maximum - 1 : maximum), maximum) + "...";
        }

        return IsPlain(text) ? text : Spell(text);
    }

    /// <summary>The whole text, harmless, with blanks as they are: such as JSON, which stays the same JSON.</summary>
    public static string Escape(string text) => IsPlain(text) ? text : Spell(text, blanksShow: true);

    /// <summary>True for a text with something in it that <see cref="Escape"/> spells.</summary>
    public static bool NeedsEscaping(string text)
    {
        if (IsPlain(text))
        {
            return false;
        }

        int room = 0;
        for (int i = 0; i < text.Length && room != Refused;)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            room = text[i] == ' ' ? 0 : RoomAfter(text, i, length, room);
            i += length;
        }

        return room == Refused;
    }

    /// <summary>True for a text that shows as it is, and on a line; blanks anywhere count as shown.</summary>
    public static bool IsPrintable(string text) => text.Length <= Longest && ForDisplay(text.Replace(' ', 'x')).Length == text.Length;

    /// <summary>
    /// A harmless text, shortened in the middle to so many cells of a screen, by default those of a UUID: two ids that differ at one of their
    /// ends still do. No character loses one of its halves or marks.
    /// </summary>
    public static string TruncateMiddle(string harmless, int cells = WidestCell)
    {
        if (GetDisplayWidth(harmless) <= cells)
        {
            return harmless;
        }

        int room = cells - 1;
        int head = 0;
        while (GetDisplayWidth(harmless, 0, EndOfLetter(harmless, head)) <= (room + 1) / 2)
        {
            head = EndOfLetter(harmless, head);
        }

        room -= GetDisplayWidth(harmless, 0, head);
        int tail = harmless.Length;
        while (GetDisplayWidth(harmless, StartOfLetter(harmless, tail), harmless.Length) <= room)
        {
            tail = StartOfLetter(harmless, tail);
        }

        return harmless.Substring(0, head) + Ellipsis + harmless.Substring(tail);
    }

    /// <summary>How many cells of a screen a text takes, as PowerShell counts when it makes a table straight: a wide character is two, a half of one and a mark are one.</summary>
    public static int GetDisplayWidth(string text) => GetDisplayWidth(text, 0, text.Length);

    private static int GetDisplayWidth(string text, int start, int end)
    {
        int cells = end - start;
        for (int i = start; i < end; i++)
        {
            cells += text[i] >= '\u1100' && IsWide(text[i]) ? 1 : 0;
        }

        return cells;
    }

    private static bool IsWide(char c) =>
        c is (>= '\u1100' and <= '\u115F') or '\u2329' or '\u232A' or (>= '\u2E80' and <= '\uA4CF' and not '\u303F') or (>= '\uAC00' and <= '\uD7A3')
            or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE10' and <= '\uFE19') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60')
            or (>= '\uFFE0' and <= '\uFFE6');

    private static int EndOfLetter(string text, int i)
    {
        do
        {
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        }
        while (i < text.Length && IsMark(text, i));
        return i;
    }

    private static int StartOfLetter(string text, int end)
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

    /// <summary>True if no message of an exception, down to its first cause, could act on a terminal: those that are not ours quote what they could not read.</summary>
    public static bool IsSafeToDisplay(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (ForDisplay(e.Message, int.MaxValue) != e.Message)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(string text)
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

    private static string Spell(string text, bool blanksShow = false)
    {
        var spelled = new StringBuilder(text.Length + 16);
        int room = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            room = blanksShow && text[i] == ' ' ? 0 : RoomAfter(text, i, length, room);
            if (room == Refused)
            {
                foreach (char unit in text.Substring(i, length))
                {
                    spelled.Append("\\u").Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
                }
            }
            else
            {
                spelled.Append(text, i, length);
            }

            i += length;
        }

        return spelled.ToString();
    }

    /// <summary>How much may follow the character, if it shows after what stands before it.</summary>
    private static int RoomAfter(string text, int i, int length, int room)
    {
        int code = length == 2 ? char.ConvertToUtf32(text, i) : text[i];
        int end = i + length;
        if (code is ' ' or 0x3000)
        {
            return room > 0 && end < text.Length ? 0 : Refused;
        }

        if (IsInvisible(code))
        {
            return Refused;
        }

        // Variants of emoji and kanji; on an ASCII letter they change nothing to be seen, but for keycaps.
        if (code is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF))
        {
            bool shows = room == OnLetter && (text[i - 1] > '~' || (end < text.Length && text[end] == '\u20E3'));
            return shows ? room - 1 : Refused;
        }

        return CharUnicodeInfo.GetUnicodeCategory(text, i) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => Refused,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Refused,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => room > 1 ? room - 1 : Refused,
            _ when IsJamo(code) => room > 1 ? room - 1 : Refused,
            _ => OnLetter,
        };
    }

    /// <summary>The vowels and finals of decomposed Korean, which stand on the consonant before them as marks do.</summary>
    private static bool IsJamo(int code) => code is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF);

    /// <summary>What Unicode lets a screen ignore (Default_Ignorable_Code_Point) though it is a letter or a mark, and the empty Braille pattern.</summary>
    private static bool IsInvisible(int code) =>
        code is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0;
}
