namespace SoraPS.Reports;

/// <summary>One column of a table: its heading, its CSS class, and the HTML of its cells.</summary>
internal sealed record HtmlTableColumn<T>(string Heading, string Class, Func<T, string> FormatCell)
{
    /// <summary>Whether its cells are the headings of their rows.</summary>
    public bool IsRowHeader { get; init; }
}

/// <summary>Writes the sections, the tables and the charts of a report. A chart is a table with a picture in each row: a screen reader reads the numbers.</summary>
internal sealed class HtmlTableWriter(TextWriter output, CancellationToken cancellationToken)
{
    private const string ListClass = "list";
    private const string ChartClass = "bars";

    /// <summary>Writes a section with a heading around some content.</summary>
    public void WriteSection(string id, string heading, string cssClass, Action writeContent)
    {
        output.Write($"<section class=\"card {cssClass}\">\n<h2 id=\"{id}-heading\">{HtmlText.Encode(heading)}</h2>\n");
        writeContent();
        output.Write("</section>\n");
    }

    /// <summary>Writes a table whose rows become cards on a narrow screen, where each cell has the heading of its column as label.</summary>
    public void WriteList<T>(string id, IReadOnlyList<HtmlTableColumn<T>> columns, IEnumerable<T> rows) => WriteTable(id, ListClass, columns, rows);

    /// <summary>Says how many rows a table shows, of how many; nothing where it shows all.</summary>
    public void WriteOmittedCount(string format, int shown, int total)
    {
        if (total > shown)
        {
            string text = string.Format(Messages.Culture, format, HtmlText.FormatCount(shown), HtmlText.FormatCount(total), HtmlText.FormatCount(total - shown));
            output.Write($"<p class=\"muted\">{HtmlText.Encode(text)}</p>\n");
        }
    }

    /// <summary>Writes a bar chart.</summary>
    /// <param name="id">The id of the table.</param>
    /// <param name="noun">What the bars stand for: the heading of the first column.</param>
    /// <param name="total">The number of which the bars show shares.</param>
    /// <param name="bars">The bars, the first one on top.</param>
    public void WriteBarChart(string id, string noun, int total, IReadOnlyList<Bar> bars)
    {
        int longest = bars.Where(bar => bar.Parts.Count > 0).Select(bar => bar.Count).DefaultIfEmpty().Max();
        var columns = new HtmlTableColumn<Bar>[]
        {
            new(noun, "label", bar => bar.Label) { IsRowHeader = true },
            new(string.Empty, "bar", bar => BarChart.ToSvg(bar, longest)),
            new(Messages.ReportConnections, "n count", bar => HtmlText.FormatCount(bar.Count)),
            new(Messages.ReportShare, "n share muted", bar => HtmlText.FormatPercentage(bar.Count, total)),
        };
        WriteTable(id, ChartClass, columns, bars);
    }

    private void WriteTable<T>(string id, string cssClass, IReadOnlyList<HtmlTableColumn<T>> columns, IEnumerable<T> rows)
    {
        output.Write($"<table id=\"{id}\" class=\"{cssClass}\" aria-labelledby=\"{id}-heading\">\n<thead><tr>");
        foreach (var column in columns)
        {
            output.Write(column.Heading.Length == 0
                ? $"<td class=\"{column.Class}\"></td>"
                : $"<th scope=\"col\" class=\"{column.Class}\">{HtmlText.Encode(column.Heading)}</th>");
        }

        // The cells hold ids, which a browser must not translate.
        output.Write("</tr></thead>\n<tbody translate=\"no\">\n");
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteRow(columns, cssClass == ListClass, row);
        }

        output.Write("</tbody>\n</table>\n");
    }

    private void WriteRow<T>(IReadOnlyList<HtmlTableColumn<T>> columns, bool hasLabels, T row)
    {
        output.Write("<tr>");
        foreach (var column in columns)
        {
            string label = hasLabels ? $" data-label=\"{HtmlText.Encode(column.Heading)}\"" : string.Empty;
            output.Write(column.IsRowHeader
                ? $"<th scope=\"row\" class=\"{column.Class}\"{label}>{column.FormatCell(row)}</th>"
                : $"<td class=\"{column.Class}\"{label}>{column.FormatCell(row)}</td>");
        }

        output.Write("</tr>\n");
    }
}
