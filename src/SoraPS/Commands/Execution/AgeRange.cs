namespace SoraPS.Commands.Execution;

/// <summary>Ages, both limits excluded, measured at one moment for a whole list, however long it takes to arrive. An unknown age is in no range.</summary>
internal sealed class AgeRange
{
    private readonly TimeSpan? _olderThan;
    private readonly TimeSpan? _newerThan;
    private readonly DateTime _now = DateTime.UtcNow;

    private AgeRange(TimeSpan? olderThan, TimeSpan? newerThan)
    {
        _olderThan = olderThan;
        _newerThan = newerThan;
    }

    /// <summary>Null if there is no limit.</summary>
    public static AgeRange? Create(TimeSpan? olderThan, TimeSpan? newerThan) => olderThan is null && newerThan is null ? null : new(olderThan, newerThan);

    public bool Contains(DateTime? createdUtc) => _now - createdUtc is { } age && !(age <= _olderThan) && !(age >= _newerThan);
}
