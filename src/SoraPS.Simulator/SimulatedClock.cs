namespace SoraPS;

/// <summary>The simulator's clock: that of the system or of a test, moved forward as far as a test wants. Safe for use by several threads.</summary>
internal sealed class SimulatedClock
{
    private readonly Func<DateTime> _getUtcNow;
    private long _offset; // ticks

    public SimulatedClock(Func<DateTime> getUtcNow) => _getUtcNow = getUtcNow;

    public DateTime UtcNow => _getUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
