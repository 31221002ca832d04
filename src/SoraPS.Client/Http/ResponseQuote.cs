using System.Net;
using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>What a proxy or a web server says in a page, as one short line.</summary>
internal static class ResponseQuote
{
    private const int MaximumLength = 200;
    private const int MaximumPage = 16 * 1024;

    private static readonly Regex Hidden = new("<!--.*?(-->|$)|<(head|script|style)\\b.*?(</\\1\\s*>|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    private static readonly Regex Tag = new("<[/!a-z][^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Space = new(@"\s+", RegexOptions.CultureInvariant);

    /// <summary>The text of a page without its tags, in quotes; null if there is none.</summary>
    public static string? Of(string? page)
    {
        string text = page is null ? string.Empty : page.Length <= MaximumPage ? page : page.Substring(0, MaximumPage);
        string line = Join(Tag.Replace(Hidden.Replace(text, " "), " "));
        line = line.Length > 0 ? line : Join(Tag.Replace(text, " ")); // a page that has nothing but a title
        return line.Length == 0 ? null : "\"" + SafeText.ForDisplay(line, MaximumLength) + "\"";
    }

    private static string Join(string text) => Space.Replace(WebUtility.HtmlDecode(text), " ").Trim();
}
