namespace SoraPS.Json;

/// <summary>What <c>created_time</c> counts: microseconds since 1970 began, in UTC.</summary>
public static class CreatedTime
{
    private const int TicksPerMicrosecond = 10;
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The time; null for a number that is none.</summary>
    public static DateTime? ToUtc(long microseconds) =>
        microseconds >= 0 && microseconds <= Of(DateTime.MaxValue) ? Epoch.AddTicks(microseconds * TicksPerMicrosecond) : null;

    /// <summary>The number.</summary>
    public static long Of(DateTime utc) => (utc.Ticks - Epoch.Ticks) / TicksPerMicrosecond;
}
