using System.Net;

namespace SoraPS.Http;

/// <summary>
/// When a request is sent again, and after what delay.
/// <code>
/// what happened                                         reads   changes
/// no connection: refused, no such host                  yes     yes
/// no tunnel: a proxy does not reach the server          yes     yes
/// no tunnel: a proxy refuses to make it                 no      no
/// the same after a redirect: one server has it already  yes     no
/// closed or reset before a response (a stale connection) yes    no
/// status 408, 429, 502, 503, 504                        yes     no
/// a time-out, also that of connecting                   no      no
/// TLS, any other status, what is not HTTP               no      no
/// anything after the headers of a success               no      no
/// </code>
/// An operation whose row says so (a push, a recording) is never sent again. So no object is delivered twice. .NET has a policy of its own for
/// stale connections, which does not know the operation: it repeats only requests without content, and ours always have content, even if it is empty.
/// </summary>
internal static class RetryPolicy
{
    private const double MaximumDelaySeconds = 30;

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

        bool isTransient = failure.StatusCode is { } status ? IsTransient(status) : failure.Error == SoraError.SoraConnectionFailed;
        return !operation.Changes && isTransient;
    }

    /// <summary>Whether a server or a proxy that says so may answer otherwise a moment later.</summary>
    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 502 or 503 or 504;

    /// <summary>
    /// The server's <c>Retry-After</c>, but at most 30 s of it; otherwise the interval, doubled with each attempt and multiplied by a random factor from
    /// 0.75 to 1.25, so that many clients do not return at the same moment.
    /// </summary>
    public static TimeSpan GetDelay(SoraApiException failure, TimeSpan interval, int attempt)
    {
        double jitter = 0.75 + (GetRandom() / 2);
        double longest = Math.Max(MaximumDelaySeconds, interval.TotalSeconds);
        double own = Math.Min(interval.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)) * jitter, longest);
        double requested = Math.Min(failure.RetryAfter?.TotalSeconds ?? 0, MaximumDelaySeconds);
        return TimeSpan.FromSeconds(Math.Max(own, requested));
    }

#if NET
#pragma warning disable CA5394 // It spreads load, and protects nothing.
    private static double GetRandom() => Random.Shared.NextDouble();
#pragma warning restore CA5394
#else
    // Without a seed, those that .NET Framework makes in the same tick give the same numbers.
    private static double GetRandom() => new Random(Guid.NewGuid().GetHashCode()).NextDouble();
#endif
}
