namespace SoraPS;

/// <summary>One request's token: cancelled when the caller cancels, when the client is closed, or when the server has been silent too long while we were waiting for it.</summary>
internal sealed class Silence : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationToken _closed;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _source;

    public Silence(TimeSpan limit, CancellationToken caller, CancellationToken closed)
    {
        _caller = caller;
        _closed = closed;
        _limit = limit == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, closed);
    }

    public CancellationToken Token => _source.Token;

    public bool TimedOut => _source.IsCancellationRequested && !_caller.IsCancellationRequested && !_closed.IsCancellationRequested;

    public void Begin() => _source.CancelAfter(_limit);

    public void End()
    {
        if (!_source.IsCancellationRequested)
        {
            _source.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends what still uses the token, when nobody wants its outcome any more.</summary>
    public void Cancel() => _source.Cancel();

    /// <summary>What was ended on purpose is no failure of the server.</summary>
    public void ThrowIfEnded()
    {
        _caller.ThrowIfCancellationRequested();
        if (_closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(SoraClient));
        }
    }

    public void Dispose() => _source.Dispose();
}
