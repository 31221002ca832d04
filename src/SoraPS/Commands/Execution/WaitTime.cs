namespace SoraPS.Commands.Execution;

/// <summary>
/// The time of a wait that asks a server again and again. When the limit is reached, one more request is made: what is decided then must not be decided on an
/// answer that is as old as the interval.
/// </summary>
internal sealed class WaitTime : IDisposable
{
    // A server that does not answer must not make a wait much longer than its limit.
    private static readonly TimeSpan LastRequest = TimeSpan.FromSeconds(5);

    private readonly SoraClient _client;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _limit;
    private CancellationTokenSource? _last;

    /// <param name="limit">When the wait ends; null for never, zero for after one request.</param>
    /// <param name="client">The client of the server.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    public WaitTime(TimeSpan? limit, SoraClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _cancellationToken = cancellationToken;
        _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, client.Closed);
        IsLast = limit == TimeSpan.Zero;
        if (limit is { } time && time > TimeSpan.Zero)
        {
            _limit.CancelAfter(time);
        }
    }

    /// <summary>True if no request is made after the current one.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Ends the current request: when the limit is reached, or for the last one, when that takes too long.</summary>
    public CancellationToken Token => (_last ?? _limit).Token;

    /// <summary>Begins the pause from the current request to the next. It ends early when the limit is reached.</summary>
    public Task StartPause(TimeSpan interval) => Task.Delay(interval, _limit.Token);

    /// <summary>Waits until it is time for the next request.</summary>
    /// <inheritdoc cref="ThrowIfEnded"/>
    public async Task EndPauseAsync(Task pause)
    {
        await Task.WhenAny(pause).ConfigureAwait(false);
        ThrowIfEnded();
        if (_limit.IsCancellationRequested)
        {
            IsLast = true;
            _last = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, _client.Closed);
            _last.CancelAfter(LastRequest);
        }
    }

    /// <exception cref="OperationCanceledException">The caller has ended the wait.</exception>
    /// <exception cref="ObjectDisposedException">The server was unregistered.</exception>
    public void ThrowIfEnded()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_client.Closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(SoraClient));
        }
    }

    public void Dispose()
    {
        _limit.Dispose();
        _last?.Dispose();
    }
}
