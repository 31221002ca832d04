namespace SoraPS.Client.Tests;

/// <summary>Text that strangers chose, before it is shown.</summary>
public sealed class SafeTextTests
{
    [Theory]
    [InlineData("\u001B[31mred\u001B[0m", "\\u001B[31mred\\u001B[0m")]
    [InlineData("\u001B]0;title\u0007", "\\u001B]0;title\\u0007")]
    [InlineData("\u009B31mred", "\\u009B31mred")]
    [InlineData("\u009D0;title\u009C", "\\u009D0;title\\u009C")]
    [InlineData("\a\b\0\u007F", "\\u0007\\u0008\\u0000\\u007F")]
    [InlineData("a\r\nb\tc", "a\\u000D\\u000Ab\\u0009c")]
    [InlineData("\u0085\u2028\u2029", "\\u0085\\u2028\\u2029")]
    [InlineData("\u202Aa\u202Bb\u202Cc\u202Dd\u202Ee", "\\u202Aa\\u202Bb\\u202Cc\\u202Dd\\u202Ee")]
    [InlineData("\u2066\u2067\u2068\u2069\u200E\u200F\u061C", "\\u2066\\u2067\\u2068\\u2069\\u200E\\u200F\\u061C")]
    [InlineData("pay\u200Bpal\u200C\u200D\u2060\uFEFF\u00AD", "pay\\u200Bpal\\u200C\\u200D\\u2060\\uFEFF\\u00AD")]
    [InlineData("tag\U000E0041\U000E007F", "tag\\uDB40\\uDC41\\uDB40\\uDC7F")]
    [InlineData("\U0001D173music", "\\uD834\\uDD73music")]
    [InlineData("日本\u202E語", "日本\\u202E語")]
    public void What_could_act_on_a_terminal_is_spelled_out(string text, string shown) => Assert.Equal(shown, SafeText.ForDisplay(text));

    [Theory]
    [InlineData("\u0301a", "\\u0301a")]
    [InlineData("a \u0301", "a \\u0301")]
    [InlineData("a\u001B\u0301b", "a\\u001B\\u0301b")]
    [InlineData("a\u0300\u0301\u0302\u0303\u0304\u0305b\u0301", "a\u0300\u0301\u0302\u0303\\u0304\\u0305b\u0301")]
    [InlineData("a\u0300\u0301\u0302\u0303 b", "a\u0300\u0301\u0302\u0303 b")]
    [InlineData("\u1161", "\\u1161")]
    [InlineData("\u1112\u1161\u1161\u1161\u1161\u1161", "\u1112\u1161\u1161\u1161\u1161\\u1161")]
    [InlineData("a\u20DD\u0903", "a\u20DD\u0903")]
    public void Marks_stand_on_a_letter_and_not_too_many_on_one(string text, string shown) => Assert.Equal(shown, SafeText.ForDisplay(text));

    [Theory]
    [InlineData("a\u3164\u115F\u1160\uFFA0b", "a\\u3164\\u115F\\u1160\\uFFA0b")]
    [InlineData("a\u034Fb\u2800\u17B4\u17B5\u180B", "a\\u034Fb\\u2800\\u17B4\\u17B5\\u180B")]
    [InlineData("admin\uFE0F", "admin\\uFE0F")]
    [InlineData("❤\uFE0F\uFE0F\uFE0E", "❤\uFE0F\\uFE0F\\uFE0E")]
    [InlineData("葛\U000E0100\U000E0101", "葛\U000E0100\\uDB40\\uDD01")]
    [InlineData("👨\u200D👩", "👨\\u200D👩")]
    [InlineData("\u00A0a\u2003b\u202Fc", "\\u00A0a\\u2003b\\u202Fc")]
    public void Invisible_characters_are_spelled_out(string text, string shown) => Assert.Equal(shown, SafeText.ForDisplay(text));

    [Theory]
    [InlineData(" admin", "\\u0020admin")]
    [InlineData("admin ", "admin\\u0020")]
    [InlineData("a b", "a b")]
    [InlineData("a   b", "a \\u0020\\u0020b")]
    [InlineData("全　角　", "全　角\\u3000")]
    [InlineData(" ", "\\u0020")]
    [InlineData("é ", "é\\u0020")]
    public void A_blank_shows_between_two_other_characters(string text, string shown) => Assert.Equal(shown, SafeText.ForDisplay(text));

    [Theory]
    [InlineData("", true)]
    [InlineData("  a  b ", true)]
    [InlineData("日本 é", true)]
    [InlineData("a\u200B", false)]
    [InlineData("\u3164", false)]
    [InlineData("a\n", false)]
    [InlineData("\u0301a", false)]
    public void A_text_shows_or_not(string text, bool shows) => Assert.Equal(shows, SafeText.IsPrintable(text));

    [Theory]
    [InlineData("123e4567-e89b-12d3-a456-426614174000", 36, "123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("123e4567-e89b-12d3-a456-4266141740001", 36, "123e4567-e89b-12d3…456-4266141740001")]
    [InlineData("DKF93NH82X3BDB0CVKEH32JMVR", 14, "DKF93NH…32JMVR")]
    [InlineData("DKF93NH82X3BDB0CVKEH32JMVR", 8, "DKF9…MVR")]
    [InlineData("日本語の配信チャンネル", 22, "日本語の配信チャンネル")]
    [InlineData("日本語の配信チャンネル", 21, "日本語の配…チャンネル")]
    [InlineData("日本語の配信チャンネル", 20, "日本語の配…ャンネル")]
    [InlineData("日本語の配信チャンネル", 9, "日本…ネル")]
    [InlineData("ﾃｽﾄﾁｬﾝﾈﾙ1234", 9, "ﾃｽﾄﾁ…1234")]
    [InlineData("ab😀😀😀😀yz", 9, "ab😀…😀yz")]
    [InlineData("ab😀😀😀😀yz", 8, "ab😀…yz")]
    [InlineData("か\u3099き\u3099く\u3099け\u3099こ\u3099", 10, "か\u3099…こ\u3099")]
    [InlineData("e\u0301\u0302e\u0301\u0302e\u0301\u0302e\u0301\u0302", 8, "e\u0301\u0302…e\u0301\u0302")]
    public void A_cell_is_shortened_in_the_middle(string text, int cells, string shown)
    {
        Assert.Equal(shown, SafeText.TruncateMiddle(text, cells));
        Assert.True(SafeText.GetDisplayWidth(shown) <= cells);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("aé…", 3)]
    [InlineData("日本語ｱｱ", 8)]
    [InlineData("한글、＠", 8)]
    [InlineData("😀", 2)]
    [InlineData("か\u3099", 4)]
    public void Cells_are_counted_as_PowerShell_counts_them(string text, int cells) => Assert.Equal(cells, SafeText.GetDisplayWidth(text));

    [Fact]
    public void Half_characters_are_spelled_out()
    {
        Assert.Equal("a\\uD83D", SafeText.ForDisplay("a\uD83D"));
        Assert.Equal("\\uDE00b", SafeText.ForDisplay("\uDE00b"));
        Assert.Equal("\\uDE00\\uD83D", SafeText.ForDisplay("\uDE00\uD83D"));
        Assert.Equal("\\uD83D😀", SafeText.ForDisplay("\uD83D\uD83D\uDE00"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain ~!\"\\ text")]
    [InlineData("日本語の配信チャンネル、ｶﾀｶﾅ・全角　空白")]
    [InlineData("😀🎉🇯🇵❤\uFE0F👍🏽")]
    [InlineData("e\u0301 ガ か\u3099 é ñ Ω Ж ע ع")]
    [InlineData("€½²")]
    [InlineData("한국어 \u1112\u1161\u11AB\u1100\u116E\u11A8")]
    [InlineData("Tie\u0302\u0301ng Vie\u0323\u0302t")]
    [InlineData("ที่นี่ น้ำ हिन्दी क्ष्म्य שָׁלוֹם בְּרֵאשִׁ֖ית မြန်မာ")]
    [InlineData("1\uFE0F\u20E3 葛\U000E0100城")]
    [InlineData("𠮷野家")]
    public void What_only_shows_stays_as_it_is(string text) => Assert.Equal(text, SafeText.ForDisplay(text));

    [Theory]
    [InlineData("\U0001F02F")]
    [InlineData("\U0001F1AF")]
    [InlineData("a\U0001FAFF\u0301b")]
    [InlineData("\U0001FC00\U0001FFFD")]
    public void An_emoji_that_Unicode_has_not_assigned_yet_stays_as_it_is(string text) => Assert.Equal(text, SafeText.ForDisplay(text));

    [Theory]
    [InlineData(0x0378)]
    [InlineData(0x2065)]
    [InlineData(0xFFF0)]
    [InlineData(0xFFFF)]
    [InlineData(0x1DFFF)]
    [InlineData(0x1EFFF)]
    [InlineData(0x1FBFE)]
    [InlineData(0x1FFFE)]
    [InlineData(0x1FFFF)]
    [InlineData(0x2FFFF)]
    [InlineData(0xE0000)]
    [InlineData(0xE0002)]
    [InlineData(0xE01F0)]
    [InlineData(0xE0FFF)]
    [InlineData(0x10FFFF)]
    public void What_else_Unicode_has_not_assigned_is_spelled_out(int code)
    {
        string text = char.ConvertFromUtf32(code);

        Assert.Equal(string.Concat(text.Select(unit => "\\u" + ((int)unit).ToString("X4", null))), SafeText.ForDisplay(text));
    }

    [Fact]
    public void Every_control_and_format_character_is_spelled_out()
    {
        for (int code = 0; code <= 0xFFFF; code++)
        {
            char c = (char)code;
            if (char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format)
            {
                Assert.Equal("\\u" + code.ToString("X4", null), SafeText.ForDisplay(c.ToString()));
            }
        }
    }

    [Fact]
    public void Nothing_is_an_empty_text() => Assert.Equal(string.Empty, SafeText.ForDisplay(null));

    [Fact]
    public void A_long_text_is_cut()
    {
        Assert.Equal("abc...", SafeText.ForDisplay("abcdef", 3));
        Assert.Equal("abc", SafeText.ForDisplay("abc", 3));
        Assert.Equal("\\u001Bb...", SafeText.ForDisplay("\u001Bbcd", 2));
        Assert.Equal("a...", SafeText.ForDisplay("a😀b", 2));
        Assert.InRange(SafeText.ForDisplay(new string('\u001B', 1_000_000)).Length, 1, 10_000);
    }
}
