using System.Globalization;
using System.Net;

namespace SoraPS.Reports;

/// <summary>Texts as HTML that is XML as well. What strangers chose is spelled harmlessly, and kept in a direction of its own.</summary>
internal static class Markup
{
    // In half-width characters: a UUID, and half as much again.
    private const int WidestId = 54;
    private const double ShortestBar = 0.5;

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>An id, or a word of the server's; a long one is shortened in the middle, and says all when it is pointed at.</summary>
    public static string Id(string? text)
    {
        string safe = SafeText.ForDisplay(text);
        string shown = SafeText.TruncateMiddle(safe, WidestId);
        string title = shown == safe ? string.Empty : " title=\"" + Escape(safe) + "\"";
        return "<bdi" + title + ">" + Escape(shown) + "</bdi>";
    }

    public static string Muted(string text) => "<span class=\"muted\">" + Escape(text) + "</span>";

    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With a point whatever the culture; what is there is never nothing.</summary>
    public static string Share(int part, int whole)
    {
        string share = (100d * part / whole).ToString("0.0", CultureInfo.InvariantCulture);
        return part > 0 && share == "0.0" ? "&lt;0.1%" : share + "%";
    }

    /// <summary>The length of a bar, of which something is to be seen.</summary>
    public static string Length(int part, int longest) =>
        (part == 0 ? 0 : Math.Max(100d * part / longest, ShortestBar)).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    public static string Time(DateTime utc) =>
        "<time datetime=\"" + utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) + "\">" + Local(utc) + "</time>";

    /// <summary>The instant here and in UTC: who reads an incident may be elsewhere.</summary>
    public static string BothTimes(DateTime utc) =>
        Time(utc) + " <span class=\"muted\">(" + utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC)</span>";

    private static string Local(DateTime utc) => utc.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
