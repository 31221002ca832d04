namespace SoraPS.Reports;

/// <summary>Sorts the input of a report: connections, results of changes, errors, and what is none of them.</summary>
internal sealed class ReportInput(DateTime utcNow)
{
    private const int MaximumKept = 100;

    private readonly ReportRowReader _connections = new(utcNow);
    private readonly FailureReader _failures = new();
    private readonly List<object?> _refused = new();

    public ReportStatistics Connections { get; } = new();

    public ActionStatistics Actions { get; } = new();

    /// <summary>How many objects there were.</summary>
    public int Count { get; private set; }

    public int RefusedCount { get; private set; }

    /// <summary>The first of the refused objects.</summary>
    public IReadOnlyList<object?> Refused => _refused;

    /// <summary>Whether there were objects, and all of them were refused: a page would say that nobody was there.</summary>
    public bool IsRefused => Count > 0 && RefusedCount == Count;

    public void Add(object? given)
    {
        Count++;
        if (FailureReader.IsError(given))
        {
            foreach (var failure in _failures.Read(given))
            {
                Actions.Add(failure);
            }
        }
        else if (ChangeReader.Read(given) is { } change)
        {
            Actions.Add(change);
        }
        else if (_connections.Read(given) is { } row)
        {
            Connections.Add(row);
        }
        else
        {
            Refuse(given);
        }
    }

    private void Refuse(object? given)
    {
        RefusedCount++;
        if (_refused.Count < MaximumKept)
        {
            _refused.Add(given);
        }
    }
}
