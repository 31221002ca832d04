using System.Globalization;
using System.Net;
using SoraPS.Output;

namespace SoraPS.Reports;

/// <summary>
/// Values as HTML that is well-formed XML too. Ids and other texts that strangers choose go through <see cref="SafeText"/> and into a <c>bdi</c> element, so
/// that their writing direction does not affect the text around them.
/// </summary>
internal static class HtmlText
{
    private const int MaximumIdWidth = 54; // in half-width characters: one and a half times a UUID
    private const double MinimumBarPercentage = 0.5;

    /// <summary>Stands where there is nothing to say.</summary>
    public static string Dash => FormatMuted("\u2013");

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>An id, or another word from the server. A long one is shortened in the middle; a tooltip has all of it.</summary>
    public static string FormatId(string? text)
    {
        string safe = SafeText.ForDisplay(text);
        string shown = SafeText.TruncateMiddle(safe, MaximumIdWidth);
        string title = shown == safe ? string.Empty : " title=\"" + Encode(safe) + "\"";
        return "<bdi" + title + ">" + Encode(shown) + "</bdi>";
    }

    /// <summary>All of an id, for a table from which somebody may type it.</summary>
    public static string FormatWholeId(string? text) => string.IsNullOrEmpty(text) ? Dash : "<bdi>" + Encode(SafeText.ForDisplay(text)) + "</bdi>";

    /// <summary>The name of a server, or that it is not known.</summary>
    public static string FormatServer(string? name) => string.IsNullOrEmpty(name) ? FormatMuted(Messages.ReportNotKnown) : FormatId(name);

    /// <summary>Text in a paler colour.</summary>
    public static string FormatMuted(string text) => "<span class=\"muted\">" + Encode(text) + "</span>";

    public static string FormatCount(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A percentage with one decimal and a decimal point in every culture. A part that would be rounded to zero is <c>&lt;0.1%</c>.</summary>
    public static string FormatPercentage(int part, int whole)
    {
        string percentage = (100d * part / whole).ToString("0.0", CultureInfo.InvariantCulture);
        return part > 0 && percentage == "0.0" ? "&lt;0.1%" : percentage + "%";
    }

    /// <summary>The length of a bar in percent of the longest one, at least so long that the bar can be seen.</summary>
    public static string FormatBarLength(int part, int longest) =>
        (part == 0 ? 0 : Math.Max(100d * part / longest, MinimumBarPercentage)).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>An instant in local time.</summary>
    public static string FormatTime(DateTime utc) =>
        "<time datetime=\"" + utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) + "\">"
        + utc.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) + "</time>";

    /// <summary>An instant in local time, or that it is not known.</summary>
    public static string FormatTimeIfKnown(DateTime? utc) => utc is { } time ? FormatTime(time) : FormatMuted(Messages.ReportNotKnown);

    /// <summary>A duration, or that it is not known.</summary>
    public static string FormatAge(TimeSpan? age) => age is null ? FormatMuted(Messages.ReportNotKnown) : DisplayText.FormatDuration(age);

    /// <summary>An instant in local time and in UTC, because a report may be read in another time zone.</summary>
    public static string FormatTimeWithUtc(DateTime utc) =>
        FormatTime(utc) + " <span class=\"muted\">(" + utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC)</span>";
}
