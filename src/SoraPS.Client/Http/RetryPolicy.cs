namespace SoraPS;

/// <summary>
/// When a request is sent again, and after what pause.
/// <code>
/// what happened                                         reads   changes
/// no connection: refused, no such host, no tunnel       yes     yes
/// the same after a redirect: one server has it already  yes     no
/// closed or reset before an answer (a stale connection) yes     no
/// status 408, 429, 502, 503, 504                        yes     no
/// a time limit, also that of connecting                 no      no
/// TLS, any other status, what is no HTTP                no      no
/// anything after the head of a success                  no      no
/// </code>
/// An operation whose row says so (a push, a recording) is not sent again in any case.
/// So an object is never delivered twice. .NET has a policy of its own for stale connections, which heeds no operation: it repeats
/// requests without content only, and ours always have one, if only an empty one.
/// </summary>
internal static class RetryPolicy
{
    private const double LongestPauseSeconds = 30;

    public static bool Allows(SoraApiException failure, SoraOperation operation)
    {
        if (!operation.IsRepeatable)
        {
            return false;
        }

        if (failure.NotSent)
        {
            return true;
        }

        bool passing = failure.StatusCode is { } status
            ? (int)status is 408 or 429 or 502 or 503 or 504
            : failure.Error == SoraError.SoraConnectionFailed;
        return !operation.Changes && passing;
    }

    /// <summary>The server's <c>Retry-After</c>, but no more than half a minute of it; else the interval doubled with each attempt; spread over 75 to 125% so that many clients do not return at once.</summary>
    public static TimeSpan Pause(SoraApiException failure, TimeSpan interval, int attempt)
    {
        double jitter = 0.75 + (Guid.NewGuid().GetHashCode() & 0xFFFF) / (2.0 * 0xFFFF);
        double longest = Math.Max(LongestPauseSeconds, interval.TotalSeconds);
        double own = Math.Min(interval.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)) * jitter, longest);
        double asked = Math.Min(failure.RetryAfter?.TotalSeconds ?? 0, LongestPauseSeconds);
        return TimeSpan.FromSeconds(Math.Max(own, asked));
    }
}
