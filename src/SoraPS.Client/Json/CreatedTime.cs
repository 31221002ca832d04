namespace SoraPS.Json;

/// <summary>Converts <c>created_time</c>: microseconds since 1970-01-01T00:00:00Z, and seconds where sessions and webhooks have it.</summary>
public static class CreatedTime
{
    private const int TicksPerMicrosecond = 10;
    private const int MicrosecondsPerSecond = 1_000_000;

    // Seconds of this size are three million years away, microseconds are of 1973.
    private const long LeastMicroseconds = 100_000_000_000_000;
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The time in UTC; null for a number out of range.</summary>
    public static DateTime? ToUtc(long microseconds) =>
        microseconds >= 0 && microseconds <= Of(DateTime.MaxValue) ? Epoch.AddTicks(microseconds * TicksPerMicrosecond) : null;

    /// <summary>The time in UTC of a number of seconds, or of microseconds where it is too great for seconds; null for a number out of range.</summary>
    public static DateTime? SecondsToUtc(long seconds) =>
        seconds >= LeastMicroseconds ? ToUtc(seconds) : seconds <= Of(DateTime.MaxValue) / MicrosecondsPerSecond ? ToUtc(seconds * MicrosecondsPerSecond) : null;

    /// <summary>The number of microseconds of a time in UTC.</summary>
    public static long Of(DateTime utc) => (utc.Ticks - Epoch.Ticks) / TicksPerMicrosecond;
}
