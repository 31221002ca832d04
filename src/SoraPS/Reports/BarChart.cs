using System.Text;

namespace SoraPS.Reports;

/// <summary>One bar of a chart. A bar without parts shows only its number, and does not count for the scale.</summary>
/// <param name="Label">What stands before the bar, as HTML.</param>
/// <param name="Count">The number that stands behind the bar.</param>
/// <param name="Parts">The parts from left to right: the CSS class of each, its name in the tooltip, and its number.</param>
internal sealed record Bar(string Label, int Count, IReadOnlyList<(string Class, string Name, int Count)> Parts);

/// <summary>Makes the bars of a chart, and their pictures.</summary>
internal static class BarChart
{
    private const int MaximumBars = 12;

    /// <summary>A bar of one part.</summary>
    public static Bar CreateBar(string label, int count, string cssClass) => new(label, count, new[] { (cssClass, string.Empty, count) });

    /// <summary>A bar for each value, the most frequent first, without the excluded values. Beyond twelve, the rare values share one entry.</summary>
    public static IEnumerable<Bar> CreateBars(ValueCounter values, IReadOnlyCollection<string> excluded, string cssClass)
    {
        var ordered = values.OrderByFrequency().Where(pair => !excluded.Contains(pair.Key)).ToList();
        foreach (var pair in ordered.Take(MaximumBars))
        {
            yield return CreateBar(pair.Key.Length == 0 ? HtmlText.FormatMuted(Messages.ReportNone) : HtmlText.FormatId(pair.Key), pair.Value, cssClass);
        }

        if (ordered.Count > MaximumBars)
        {
            yield return CreateRemainder(ordered.Skip(MaximumBars).Select(pair => pair.Value).ToList());
        }
    }

    /// <summary>The entry for what has no bar of its own: how many there are, and their sum.</summary>
    public static Bar CreateRemainder(List<int> counts) => new(FormatRemainder(counts.Count), counts.Sum(), Array.Empty<(string, string, int)>());

    /// <summary>How many others there are.</summary>
    public static string FormatRemainder(int count) => HtmlText.FormatMuted(string.Format(Messages.Culture, Messages.ReportOthers, HtmlText.FormatCount(count)));

    /// <summary>The picture of a bar. Its lengths are percentages, so that it fills its table cell without inline styles, which the page's policy forbids.</summary>
    public static string ToSvg(Bar bar, int longest)
    {
        if (bar.Parts.Count == 0)
        {
            return string.Empty;
        }

        var parts = bar.Parts.Where(part => part.Count > 0).ToList();
        string title = HtmlText.Encode(string.Join(", ", parts.Where(part => part.Name.Length > 0).Select(part => part.Name + " " + HtmlText.FormatCount(part.Count))));
        var svg = new StringBuilder(title.Length > 0 ? $"<svg role=\"img\"><title>{title}</title>" : "<svg aria-hidden=\"true\">");
        svg.Append("<rect class=\"track\" width=\"100%\" height=\"100%\"/>");
        int before = 0;
        foreach (var part in parts)
        {
            svg.Append("<rect class=\"").Append(parts.Count > 1 ? "part " : string.Empty).Append(part.Class);
            svg.Append("\" x=\"").Append(HtmlText.FormatBarLength(before, longest)).Append("\" width=\"").Append(HtmlText.FormatBarLength(part.Count, longest)).Append("\" height=\"100%\"/>");
            before += part.Count;
        }

        return svg.Append("</svg>").ToString();
    }
}
