namespace SoraPS;

/// <summary>The simulator's clock: that of the system, moved forward as far as a test wants. Safe for use by several threads.</summary>
internal sealed class SimulatedClock
{
    private long _offset; // ticks

    public DateTime UtcNow => DateTime.UtcNow.AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
