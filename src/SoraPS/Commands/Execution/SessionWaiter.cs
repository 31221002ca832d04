using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>What <c>-Wait</c> does: asks for the session of a channel until it is as a change must have made it. The answer of Sora to such a change says only that it was accepted.</summary>
internal sealed class SessionWaiter
{
    private readonly TimeSpan _interval;
    private readonly TimeSpan _timeLimit;

    private SessionWaiter(TimeSpan interval, TimeSpan timeLimit) => (_interval, _timeLimit) = (interval, timeLimit);

    /// <summary>Null without <c>-Wait</c>. The other two parameters without it end the pipeline.</summary>
    public static SessionWaiter? Create(CommandLineParameters commandLine, SwitchParameter wait, int timeoutSec, double interval)
    {
        commandLine.ThrowIfWithout(wait.IsPresent, "Wait", "TimeoutSec", "Interval");
        return wait.IsPresent ? new(TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(timeoutSec)) : null;
    }

    /// <summary>The session that a channel has now.</summary>
    /// <exception cref="SoraApiException">The channel has none, or the server does not answer.</exception>
    public static Task<SoraSession> GetAsync(SoraClient client, string channelId, CancellationToken cancellationToken) =>
        client.CallAsync(SoraOperations.GetSession, new SoraRequest(SoraOperations.GetSession) { [SoraFields.ChannelId] = channelId }, cancellationToken);

    /// <summary>The session that a channel has now; null for none.</summary>
    public static async Task<SoraSession?> FindAsync(SoraClient client, string channelId, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(client, channelId, cancellationToken).ConfigureAwait(false);
        }
        catch (SoraApiException e) when (e.Error == SoraError.SoraApiError && (int?)e.StatusCode < 500)
        {
            // With which error Sora answers for a channel without a session is not documented. The list of all sessions tells whether that is the reason.
            return await FindInListAsync(client, channelId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the session is as it must be.</summary>
    /// <param name="client">The client of the server.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="isReached">Whether the session is as it must be; it is null where the channel has none.</param>
    /// <param name="timeoutMessage">What is said if it is not before the time limit, with a place for the seconds.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>The session, as <paramref name="isReached"/> accepted it.</returns>
    /// <exception cref="TimeoutException">It is not as it must be, also not when the time limit has come. An outage of the server is waited through.</exception>
    public async Task<SoraSession?> WaitAsync(SoraClient client, string channelId, Predicate<SoraSession?> isReached, string timeoutMessage, CancellationToken cancellationToken)
    {
        using var time = new WaitTime(_timeLimit, client, cancellationToken);
        while (true)
        {
            var pause = time.StartPause(_interval);
            string? failure = null;
            try
            {
                var session = await FindAsync(client.WithoutRetries(), channelId, time.Token).ConfigureAwait(false);
                if (isReached(session))
                {
                    return session;
                }
            }
            catch (OperationCanceledException) when (time.Token.IsCancellationRequested)
            {
            }
            catch (SoraApiException e) when (ConnectionPoller.IsTransient(e))
            {
                failure = e.Detail;
            }

            time.ThrowIfEnded();
            if (time.IsLast)
            {
                throw new TimeoutException((string.Format(Messages.Culture, timeoutMessage, _timeLimit.TotalSeconds) + " " + failure).TrimEnd());
            }

            await time.EndPauseAsync(pause).ConfigureAwait(false);
        }
    }

    private static async Task<SoraSession?> FindInListAsync(SoraClient client, string channelId, CancellationToken cancellationToken)
    {
        SoraSession? found = null;
        await foreach (var sessions in new SessionQuery(null).SendAsync(client, cancellationToken).ConfigureAwait(false))
        {
            found ??= sessions.FirstOrDefault(session => session.ChannelId == channelId);
        }

        return found;
    }
}
