namespace SoraPS.Commands.Execution;

/// <summary>What the errors of cmdlets that wait for connections say.</summary>
internal static class WaitTimeout
{
    // More names than this make an error unreadable; the target object has all of them.
    private const int MaximumNames = 5;

    /// <summary>The error for a server whose connections are not known when the time limit has come.</summary>
    /// <param name="poller">What asked the server.</param>
    /// <param name="seconds">The time limit.</param>
    /// <param name="place">The server, and the channel if it is of one, with control characters escaped.</param>
    public static TimeoutException CreateUnknown(ConnectionPoller poller, double seconds, string place)
    {
        string format = poller.ListedAt is null ? Messages.WaitUnknown : Messages.WaitUnknownSince;
        return new TimeoutException(string.Format(Messages.Culture, format, seconds, place, poller.FailedCount, poller.Failure?.Detail, poller.ListedAt).TrimEnd());
    }

    /// <summary>The error for connections that are still there, or still missing.</summary>
    /// <param name="message">What it says, with places for the time limit, the server, how many they are, and who.</param>
    /// <param name="seconds">The time limit.</param>
    /// <param name="place">The server, and the channel if it is of one, with control characters escaped.</param>
    /// <param name="who">The connections.</param>
    public static TimeoutException Create(string message, double seconds, string place, IReadOnlyCollection<SoraObject> who)
    {
        string names = string.Join(", ", who.Take(MaximumNames).Select(item => item.ToString()!)) + (who.Count > MaximumNames ? ", ..." : string.Empty);
        return new TimeoutException(string.Format(Messages.Culture, message, seconds, place, who.Count, names).TrimEnd(':', ' '));
    }
}
