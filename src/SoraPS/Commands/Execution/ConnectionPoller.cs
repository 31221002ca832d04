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
    /// <param name="timeLimit">When polling ends; null for never, zero for after one request.</param>
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

    /// <summary>True when the time limit came first.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>Why the server did not answer the last request; null if it did.</summary>
    public SoraApiException? Failure { get; private set; }

    /// <summary>The results, each in a list of its own, until the time limit or until it is done. Of an outage, only its beginning is a result.</summary>
    /// <exception cref="SoraApiException">The server refuses the request, and would refuse it again.</exception>
    /// <exception cref="ObjectDisposedException">The server was unregistered.</exception>
    public async IAsyncEnumerable<IReadOnlyList<PollResult>> PollAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timeLimit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _client.Closed);
        if (_timeLimit is { } time && time > TimeSpan.Zero)
        {
            timeLimit.CancelAfter(time);
        }

        for (bool more = true; more && !IsDone;)
        {
            var pause = Task.Delay(_interval, timeLimit.Token);
            if (await RequestAsync(timeLimit.Token).ConfigureAwait(false) is { } result)
            {
                yield return new[] { result };
            }

            more = _timeLimit != TimeSpan.Zero && !IsDone;
            await Task.WhenAny(more ? pause : Task.CompletedTask).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (_client.Closed.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(SoraClient));
            }

            more &= !timeLimit.IsCancellationRequested;
        }

        TimedOut = !IsDone;
    }

    /// <summary>Null if there is no new result: an outage continues, or the time limit came first.</summary>
    private async Task<PollResult?> RequestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SoraConnection> connections;
            try
            {
                connections = await ReadConnectionsAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _requests.Release();
            }

            var result = new PollResult(this, connections, _outage?.Elapsed);
            (Failure, _outage) = (null, null);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (SoraApiException e) when (IsTransient(e))
        {
            Failure = e;
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
