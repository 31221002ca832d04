namespace SoraPS.Reports;

/// <summary>
/// What a report says about the changes of a run: what was done and what failed. Nobody is left out, up to a limit that only keeps a page within what a
/// browser can show.
/// </summary>
internal sealed class ActionStatistics
{
    /// <summary>How many changes and how many failures the page names at most.</summary>
    public const int MaximumRows = 100_000;

    private readonly List<ReportedChange> _changes = new();
    private readonly List<ReportedFailure> _failures = new();
    private readonly Dictionary<ConnectionKey, DateTime?> _disconnected = new();

    public int ChangeCount { get; private set; }

    public int FailureCount { get; private set; }

    /// <summary>How many failures there are of which no later result is known.</summary>
    public int OpenFailureCount => FailureCount - _failures.Count(failure => IsDoneLater(failure));

    /// <summary>Whether there is anything but connections.</summary>
    public bool IsEmpty => ChangeCount == 0 && FailureCount == 0;

    public ValueCounter Servers { get; } = new();

    /// <summary>What went wrong how often: the ids of the errors of failures of which no later result is known.</summary>
    public ValueCounter CountOpenErrorIds()
    {
        var ids = new ValueCounter();
        foreach (var failure in _failures.Where(failure => !IsDoneLater(failure)))
        {
            ids.Add(failure.ErrorId);
        }

        return ids;
    }

    /// <summary>The earliest and the latest time of an answer, in UTC; null if none is known.</summary>
    public (DateTime First, DateTime Last)? Answered { get; private set; }

    /// <summary>The changes in the order of their answers; those of which the time is not known come last.</summary>
    public IEnumerable<ReportedChange> Changes => _changes.OrderBy(change => change.At ?? DateTime.MaxValue);

    /// <summary>The failures in the order in which they came; those that were done in another try come last.</summary>
    public IEnumerable<ReportedFailure> Failures => _failures.OrderBy(failure => IsDoneLater(failure));

    public void Add(ReportedChange change)
    {
        ChangeCount++;
        AddServer(change.Server);
        if (change.At is { } at)
        {
            Answered = Answered is { } range ? (at < range.First ? at : range.First, at > range.Last ? at : range.Last) : (at, at);
        }

        if (_changes.Count < MaximumRows)
        {
            _changes.Add(change);
        }

        if (change.Disconnected is { } key)
        {
            _disconnected[key] = change.At;
        }
    }

    public void Add(ReportedFailure failure)
    {
        FailureCount++;
        AddServer(failure.Server);
        if (_failures.Count < MaximumRows)
        {
            _failures.Add(failure);
        }
    }

    /// <summary>Whether a connection that could not be disconnected was disconnected in another try.</summary>
    public bool IsDoneLater(ReportedFailure failure) => failure.NotDisconnected is { } key && _disconnected.ContainsKey(key);

    /// <summary>When the connection was disconnected; null if it was not, or if the time is not known.</summary>
    public DateTime? GetTimeOfDisconnect(ConnectionKey? key) => key is { } known && _disconnected.TryGetValue(known, out var at) ? at : null;

    /// <summary>Whether the connection was disconnected.</summary>
    public bool IsDisconnected(ReportRow row) => _disconnected.ContainsKey(new ConnectionKey(row.Server, row.Channel, row.Connection));

    private void AddServer(string? server)
    {
        if (server is not null)
        {
            Servers.Add(server);
        }
    }
}
