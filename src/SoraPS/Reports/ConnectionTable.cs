using SoraPS.Output;

namespace SoraPS.Reports;

/// <summary>Writes the table of the oldest connections.</summary>
internal sealed class ConnectionTable(ReportStatistics statistics, TextWriter output, CancellationToken cancellationToken)
{
    private readonly HtmlTableWriter _tables = new(output, cancellationToken);

    /// <summary>More columns, in front of that of the server.</summary>
    public List<HtmlTableColumn<ReportRow>> MoreColumns { get; } = new();

    /// <summary>Writes the table in a section of its own.</summary>
    /// <param name="heading">The heading of the section.</param>
    /// <param name="hasSeveralServers">Whether there is a column for the server.</param>
    /// <param name="note">What stands in front of the table, as HTML; empty for nothing.</param>
    public void Write(string heading, bool hasSeveralServers, string note)
    {
        var columns = new List<HtmlTableColumn<ReportRow>>
        {
            new(Messages.ReportChannel, "id", row => HtmlText.FormatId(row.Channel)),
            new(Messages.ReportClient, "id", row => HtmlText.FormatId(row.Client)),
            new(Messages.ReportConnection, "id code", row => HtmlText.FormatId(row.Connection)) { IsRowHeader = true },
            new(Messages.ReportRole, string.Empty, row => HtmlText.FormatId(row.Role)),
            new(Messages.ReportVideo, string.Empty, row => FormatCodec(row.VideoCodec)),
            new(Messages.ReportAudio, string.Empty, row => FormatCodec(row.AudioCodec)),
            new(Messages.ReportAge, "n", row => HtmlText.FormatAge(row.Age)),
            new(Messages.ReportCreated, "when", row => HtmlText.FormatTimeIfKnown(row.Created)),
        };
        columns.AddRange(MoreColumns);
        if (hasSeveralServers)
        {
            columns.Add(new(Messages.ReportServer, "id", row => HtmlText.FormatServer(row.Server)));
        }

        _tables.WriteSection("connections", heading, string.Empty, () =>
        {
            output.Write(note);
            _tables.WriteOmittedCount(Messages.ReportConnectionsLeftOut, ReportStatistics.MaximumRows, statistics.ConnectionCount);
            _tables.WriteList("connections", columns, statistics.OldestRows);
        });
    }

    /// <summary>A codec; a dash where a connection has none.</summary>
    private static string FormatCodec(string? codec) => string.IsNullOrEmpty(codec) ? HtmlText.Dash : HtmlText.FormatId(codec);
}
