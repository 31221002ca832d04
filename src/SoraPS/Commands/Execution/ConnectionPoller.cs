using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>The result of a request to list connections.</summary>
/// <param name="Poller">Who asked.</param>
/// <param name="Connections">The connections; null if the server stopped answering.</param>
/// <param name="Outage">How long the server had not answered, if this is its first answer since then.</param>
internal sealed record PollResult(ConnectionPoller Poller, IReadOnlyList<SoraConnection>? Connections, TimeSpan? Outage = null);

/// <summary>Requests the connections of a channel, or of a whole server, again and again. It continues while the server does not answer.</summary>
internal sealed class ConnectionPoller
{
    private readonly SoraClient _client;
    private readonly TimeSpan _interval;
    private readonly TimeSpan? _timeLimit;
    private readonly SemaphoreSlim _requests;
    private Stopwatch? _outage;

    /// <param name="server">The server.</param>
    /// <param name="client">The client of the server.</param>
    /// <param name="query">Which connections to request.</param>
    /// <param name="interval">From the beginning of one request to that of the next.</param>
    /// <param name="timeLimit">After which time the last request is sent; null for never, zero for only one request.</param>
    /// <param name="requests">Limits how many pollers send a request at once.</param>
    public ConnectionPoller(SoraServer server, SoraClient client, ConnectionQuery query, TimeSpan interval, TimeSpan? timeLimit, SemaphoreSlim requests)
    {
        Server = server;
        Query = query;
        _client = client.WithoutRetries();
        _interval = interval;
        _timeLimit = timeLimit;
        _requests = requests;
    }

    public SoraServer Server { get; }

    public ConnectionQuery Query { get; }

    /// <summary>The target object of an error.</summary>
    public object Target => Query.GetTarget(Server);

    /// <summary>What the records of the pipeline look for on this server and in this channel.</summary>
    public ConnectionFilterSet Filters { get; } = new();

    /// <summary>True when no more results are wanted.</summary>
    public bool IsDone { get; set; }

    /// <summary>True if it was not done when the time limit had come.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>Why the server did not answer the last request; null if it did, or if the time for that was over.</summary>
    public SoraApiException? Failure { get; private set; }

    /// <summary>How many requests have failed since the last list.</summary>
    public int FailedCount { get; private set; }

    /// <summary>When the last list came, in local time; null for none.</summary>
    public DateTime? ListedAt { get; private set; }

    /// <summary>True if the last request brought a list: who is connected is known.</summary>
    public bool IsKnown => ListedAt is not null && FailedCount == 0;

    /// <summary>The results, each in a list of its own, until it is done; at the time limit there is one more. Of an outage, only its beginning is a result.</summary>
    /// <exception cref="SoraApiException">The server refuses the request, and would refuse it again.</exception>
    /// <exception cref="ObjectDisposedException">The server was unregistered.</exception>
    public async IAsyncEnumerable<IReadOnlyList<PollResult>> PollAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var time = new WaitTime(_timeLimit, _client, cancellationToken);
        while (true)
        {
            var pause = time.StartPause(_interval);
            var result = await RequestAsync(time.Token).ConfigureAwait(false);
            time.ThrowIfEnded();
            if (result is not null)
            {
                yield return new[] { result };
            }

            if (IsDone || time.IsLast)
            {
                break;
            }

            await time.EndPauseAsync(pause).ConfigureAwait(false);
        }

        TimedOut = !IsDone;
    }

    /// <summary>Null if there is no new result: an outage continues, or the time for the request was over.</summary>
    private async Task<PollResult?> RequestAsync(CancellationToken cancellationToken)
    {
        bool isSent = false;
        try
        {
            await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SoraConnection> connections;
            try
            {
                isSent = true;
                connections = await ReadConnectionsAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _requests.Release();
            }

            var result = new PollResult(this, connections, _outage?.Elapsed);
            (Failure, _outage, FailedCount, ListedAt) = (null, null, 0, DateTime.Now);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What waited for its turn was no attempt.
            FailedCount += isSent ? 1 : 0;
            return null;
        }
        catch (SoraApiException e) when (IsTransient(e))
        {
            Failure = e;
            FailedCount++;
            bool begins = _outage is null;
            _outage ??= Stopwatch.StartNew();
            return begins ? new PollResult(this, null) : null;
        }
    }

    /// <summary>True for a failure that another request may not have: no answer, an incomplete answer, and what a server or a proxy reports as an error of its own.</summary>
    public static bool IsTransient(SoraApiException e) =>
        e.Error is SoraError.SoraConnectionFailed or SoraError.SoraTimeout or SoraError.SoraInvalidResponse or SoraError.SoraIncomplete
        || (e.Error is SoraError.SoraHttpError or SoraError.SoraApiError && (int?)e.StatusCode is >= 500 or 408 or 429);

    private async Task<List<SoraConnection>> ReadConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Query.ReadToEndAsync(_client, cancellationToken).ConfigureAwait(false);
        }
        catch (SoraApiException e) when (e.Error == SoraError.SoraApiError && (int?)e.StatusCode < 500 && Query.ChannelId is not null)
        {
            // It is not documented whether the list of a channel without connections is empty or an error (sora-api 4.4). The list of all
            // nodes answers that.
            var all = await new ConnectionQuery(null, Local: false).ReadToEndAsync(_client, cancellationToken).ConfigureAwait(false);
            return all.FindAll(connection => connection.ChannelId == Query.ChannelId);
        }
    }
}
