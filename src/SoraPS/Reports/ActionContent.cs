namespace SoraPS.Reports;

/// <summary>Writes the sections of a record of changes: what was done, what failed and why, and who is still there.</summary>
internal sealed class ActionContent(ReportInput input, TextWriter output, CancellationToken cancellationToken)
{
    private const string FailuresId = "failures";
    private const string RecordClass = "record"; // tables with many columns

    private readonly HtmlTableWriter _tables = new(output, cancellationToken);
    private readonly ActionStatistics _actions = input.Actions;

    public void Write()
    {
        WriteSummaryOfFailures();
        WriteChanges();
        WriteFailures();
        WriteConnections();
    }

    /// <summary>The table of failures may follow a long one: what failed is said at the top as well.</summary>
    private void WriteSummaryOfFailures()
    {
        int count = _actions.OpenFailureCount;
        if (count == 0)
        {
            return;
        }

        _tables.WriteSection("summary", Format(Messages.ReportFailedCount, count), "alert", () =>
        {
            var ids = _actions.CountOpenErrorIds().OrderByFrequency().Select(pair => $"{FormatErrorId(pair.Key)}: {HtmlText.FormatCount(pair.Value)}");
            output.Write($"<p translate=\"no\">{string.Join(", ", ids)}</p>\n");
            output.Write($"<p><a href=\"#{FailuresId}-heading\">{HtmlText.Encode(Messages.ReportFailuresBelow)}</a></p>\n");
        });
    }

    private void WriteChanges()
    {
        var changes = _actions.Changes.ToList();
        var columns = new List<HtmlTableColumn<ReportedChange>>
        {
            new(Messages.ReportTime, "when", change => HtmlText.FormatTimeIfKnown(change.At)),
            new(Messages.ReportWhat, string.Empty, change => HtmlText.Encode(SafeText.ForDisplay(change.What))),
            new(Messages.ReportServer, "name", change => HtmlText.FormatServer(change.Server)),
            new(Messages.ReportChannel, "id", change => FormatIdOrDash(change.Channel)),
            new(Messages.ReportClient, "id", change => FormatScope(change.Client, change.IsOfAllClients)),
            new(Messages.ReportConnection, "id code", change => FormatScope(change.Connection, change.IsOfAllConnections)) { IsRowHeader = true },
            new(Messages.ReportRole, string.Empty, change => FormatScope(change.Role, change.IsOfAllClients)),
            new(Messages.ReportCreated, "when", change => FormatTimeOrDash(change.Created)),
            new(Messages.ReportConnectedFor, "n", change => change.Age is null ? HtmlText.Dash : HtmlText.FormatAge(change.Age)),
        };
        if (changes.Exists(change => change.Detail is not null))
        {
            columns.Add(new(Messages.ReportDetail, "id", change => FormatIdOrDash(change.Detail)));
        }

        _tables.WriteSection("changes", Messages.ReportDone, RecordClass, () =>
            WriteList("changes", columns, changes, _actions.ChangeCount, Messages.ReportChangesLeftOut, Messages.ReportNothingDone));
    }

    private void WriteFailures()
    {
        var failures = _actions.Failures.ToList();
        var columns = new List<HtmlTableColumn<ReportedFailure>>
        {
            new(Messages.ReportServer, "name", failure => FormatIdOrDash(failure.Server)),
            new(Messages.ReportChannel, "id", failure => HtmlText.FormatWholeId(failure.Channel)),
            new(Messages.ReportClient, "id", failure => HtmlText.FormatWholeId(failure.Client)),
            new(Messages.ReportConnection, "id code", failure => HtmlText.FormatWholeId(failure.Connection)) { IsRowHeader = true },
            new(Messages.ReportRole, string.Empty, failure => FormatIdOrDash(failure.Role)),
            new(Messages.ReportCreated, "when", failure => FormatTimeOrDash(failure.Created)),
            new(Messages.ReportWhy, "why", failure => "<bdi>" + HtmlText.Encode(SafeText.ForDisplay(failure.Reason)) + "</bdi>"),
            new(Messages.ReportErrorId, "error", failure => FormatErrorId(failure.ErrorId) + FormatCommand(failure.Command)),
        };
        if (failures.Exists(failure => failure.Target is not null))
        {
            columns.Insert(0, new(Messages.ReportTarget, "id", failure => HtmlText.FormatWholeId(failure.Target)));
        }

        int doneLater = _actions.FailureCount - _actions.OpenFailureCount;
        if (doneLater > 0)
        {
            columns.Add(new(Messages.ReportDisconnectedAt, "when", failure => FormatDisconnected(failure.NotDisconnected, _actions.IsDoneLater(failure))));
        }

        _tables.WriteSection(FailuresId, Messages.ReportFailed, RecordClass, () =>
        {
            WriteNote(doneLater > 0, Format(Messages.ReportDoneLater, doneLater));
            WriteList(FailuresId, columns, failures, _actions.FailureCount, Messages.ReportFailuresLeftOut, Messages.ReportNothingFailed);
        });
    }

    private void WriteConnections()
    {
        var connections = input.Connections;
        if (connections.ConnectionCount == 0)
        {
            _tables.WriteSection("connections", Messages.ReportStillThere, string.Empty, () => WriteNote(true, Messages.ReportNoneStillThere));
            return;
        }

        var table = new ConnectionTable(connections, output, cancellationToken);
        bool hasDisconnected = connections.OldestRows.Any(_actions.IsDisconnected);
        if (hasDisconnected)
        {
            table.MoreColumns.Add(new(Messages.ReportDisconnectedAt, "when", row => FormatDisconnected(ConnectionKey.Create(row.Server, row.Channel, row.Connection), _actions.IsDisconnected(row))));
        }

        table.Write(Messages.ReportStillThere, connections.Servers.DistinctCount > 1, hasDisconnected ? FormatNote(Messages.ReportStillListed) : string.Empty);
    }

    private void WriteList<T>(string id, List<HtmlTableColumn<T>> columns, List<T> rows, int total, string leftOut, string nothing)
    {
        if (rows.Count == 0)
        {
            WriteNote(true, nothing);
            return;
        }

        _tables.WriteOmittedCount(leftOut, ActionStatistics.MaximumRows, total);
        _tables.WriteList(id, columns, rows);
    }

    private void WriteNote(bool isWritten, string text) => output.Write(isWritten ? FormatNote(text) : string.Empty);

    private static string FormatNote(string text) => $"<p class=\"muted\">{HtmlText.Encode(text)}</p>\n";

    private static string Format(string format, int count) => string.Format(Messages.Culture, format, HtmlText.FormatCount(count));

    private static string FormatIdOrDash(string? text) => text is null ? HtmlText.Dash : HtmlText.FormatId(text);

    /// <summary>An id; that all are meant, or a dash where there is none.</summary>
    private static string FormatScope(string? text, bool isAll) => text is null && isAll ? HtmlText.FormatMuted(Messages.ReportAll) : FormatIdOrDash(text);

    private static string FormatTimeOrDash(DateTime? utc) => utc is { } time ? HtmlText.FormatTime(time) : HtmlText.Dash;

    private static string FormatErrorId(string? id) => string.IsNullOrEmpty(id) ? HtmlText.FormatMuted(Messages.ReportNotKnown) : HtmlText.FormatId(id);

    private static string FormatCommand(string? command) => command is null ? string.Empty : " " + HtmlText.FormatMuted(SafeText.ForDisplay(command));

    private string FormatDisconnected(ConnectionKey? key, bool isDisconnected) => isDisconnected ? HtmlText.FormatTimeIfKnown(_actions.GetTimeOfDisconnect(key)) : HtmlText.Dash;
}
