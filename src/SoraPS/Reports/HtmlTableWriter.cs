using System.Text;

namespace SoraPS.Reports;

/// <summary>One column: what stands above it, its class, and what stands in it.</summary>
internal sealed record Column<T>(string Heading, string Class, Func<T, string> Cell)
{
    /// <summary>True for the column that names the row.</summary>
    public bool NamesRow { get; init; }
}

/// <summary>One bar of a chart. A bar without parts is a number only, and does not count for the scale.</summary>
internal sealed record Bar(string Label, int Count, IReadOnlyList<(string Class, string Name, int Count)> Parts);

/// <summary>Writes tables, and charts, which are tables with a picture in each row: a reader without eyes for it has the numbers.</summary>
internal sealed class ReportTables(TextWriter output, CancellationToken ended)
{
    /// <summary>A table whose rows become cards on a narrow screen: each cell says what it is.</summary>
    public const string List = "list";

    private const int MostWords = 12;

    public void Table<T>(string id, string type, IReadOnlyList<Column<T>> columns, IEnumerable<T> rows)
    {
        output.Write($"<table id=\"{id}\" class=\"{type}\" aria-labelledby=\"{id}-heading\">\n<thead><tr>");
        foreach (var column in columns)
        {
            output.Write(column.Heading.Length == 0
                ? $"<td class=\"{column.Class}\"></td>"
                : $"<th scope=\"col\" class=\"{column.Class}\">{Markup.Escape(column.Heading)}</th>");
        }

        // No browser translates what somebody is called.
        output.Write("</tr></thead>\n<tbody translate=\"no\">\n");
        foreach (var row in rows)
        {
            ended.ThrowIfCancellationRequested();
            Row(columns, type == List, row);
        }

        output.Write("</tbody>\n</table>\n");
    }

    /// <summary>A card with a heading.</summary>
    public void Card(string id, string heading, string type, Action content)
    {
        output.Write($"<section class=\"card {type}\">\n<h2 id=\"{id}-heading\">{Markup.Escape(heading)}</h2>\n");
        content();
        output.Write("</section>\n");
    }

    public void Bars(string id, string noun, int total, IReadOnlyList<Bar> bars)
    {
        int longest = bars.Where(bar => bar.Parts.Count > 0).Select(bar => bar.Count).DefaultIfEmpty().Max();
        Table(
            id,
            "bars",
            new Column<Bar>[]
            {
                new(noun, "label", bar => bar.Label) { NamesRow = true },
                new(string.Empty, "bar", bar => Picture(bar, longest)),
                new(Messages.ReportConnections, "n count", bar => Markup.Count(bar.Count)),
                new(Messages.ReportShare, "n share muted", bar => Markup.Share(bar.Count, total)),
            },
            bars);
    }

    /// <summary>The bars of a tally, without those that were named already; what is rare goes together.</summary>
    public static IEnumerable<Bar> Tallied(Tally tally, IReadOnlyCollection<string> without, string type)
    {
        var ranked = tally.Ranked().Where(pair => !without.Contains(pair.Key)).ToList();
        foreach (var pair in ranked.Take(MostWords))
        {
            yield return Single(pair.Key.Length == 0 ? Markup.Muted(Messages.ReportNone) : Markup.Id(pair.Key), pair.Value, type);
        }

        if (ranked.Count > MostWords)
        {
            yield return Others(ranked.Skip(MostWords).Select(pair => pair.Value).ToList());
        }
    }

    public static Bar Single(string label, int count, string type) => new(label, count, new[] { (type, string.Empty, count) });

    public static Bar Others(List<int> counts) => new(
        Markup.Muted(string.Format(Messages.Culture, Messages.ReportOthers, Markup.Count(counts.Count))), counts.Sum(), Array.Empty<(string, string, int)>());

    private void Row<T>(IReadOnlyList<Column<T>> columns, bool labelled, T row)
    {
        output.Write("<tr>");
        foreach (var column in columns)
        {
            string label = labelled ? $" data-label=\"{Markup.Escape(column.Heading)}\"" : string.Empty;
            output.Write(column.NamesRow
                ? $"<th scope=\"row\" class=\"{column.Class}\"{label}>{column.Cell(row)}</th>"
                : $"<td class=\"{column.Class}\"{label}>{column.Cell(row)}</td>");
        }

        output.Write("</tr>\n");
    }

    /// <summary>Lengths in percent: a picture as wide as its cell, without a style of its own.</summary>
    private static string Picture(Bar bar, int longest)
    {
        if (bar.Parts.Count == 0)
        {
            return string.Empty;
        }

        var parts = bar.Parts.Where(part => part.Count > 0).ToList();
        string title = Markup.Escape(string.Join(", ", parts.Where(part => part.Name.Length > 0).Select(part => part.Name + " " + Markup.Count(part.Count))));
        var picture = new StringBuilder(title.Length > 0 ? $"<svg role=\"img\"><title>{title}</title>" : "<svg aria-hidden=\"true\">");
        picture.Append("<rect class=\"track\" width=\"100%\" height=\"100%\"/>");
        int before = 0;
        foreach (var part in parts)
        {
            picture.Append("<rect class=\"").Append(parts.Count > 1 ? "part " : string.Empty).Append(part.Class);
            picture.Append("\" x=\"").Append(Markup.Length(before, longest)).Append("\" width=\"").Append(Markup.Length(part.Count, longest)).Append("\" height=\"100%\"/>");
            before += part.Count;
        }

        return picture.Append("</svg>").ToString();
    }
}
