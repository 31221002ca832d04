namespace SoraPS;

/// <summary>One request's token: cancelled when the caller cancels, when the client is closed, or when the server has been silent too long while we were waiting for it.</summary>
internal sealed class Silence : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationToken _closed;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _source;
    private readonly object _lock = new();
    private bool _reading;
    private bool _awaited = true;

    public Silence(TimeSpan limit, CancellationToken caller, CancellationToken closed)
    {
        _caller = caller;
        _closed = closed;
        _limit = limit == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, closed);
    }

    public CancellationToken Token => _source.Token;

    public bool TimedOut => _source.IsCancellationRequested && !_caller.IsCancellationRequested && !_closed.IsCancellationRequested;

    /// <summary>False while nobody waits for what is being read: the caller's own time is not the server's silence.</summary>
    public bool Awaited
    {
        set => Set(null, value);
    }

    public void Begin() => Set(true, null);

    public void End() => Set(false, null);

    /// <summary>Ends what still uses the token, when nobody wants its outcome any more.</summary>
    public void Cancel() => _source.Cancel();

    /// <summary>What was ended on purpose is no failure of the server.</summary>
    public void ThrowIfEnded() => ThrowIfEnded(_caller, _closed);

    /// <inheritdoc cref="ThrowIfEnded()"/>
    public static void ThrowIfEnded(CancellationToken caller, CancellationToken closed)
    {
        caller.ThrowIfCancellationRequested();
        if (closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(SoraClient));
        }
    }

    public void Dispose() => _source.Dispose();

    private void Set(bool? reading, bool? awaited)
    {
        lock (_lock)
        {
            (_reading, _awaited) = (reading ?? _reading, awaited ?? _awaited);
            if (!_source.IsCancellationRequested)
            {
                _source.CancelAfter(_reading && _awaited ? _limit : Timeout.InfiniteTimeSpan);
            }
        }
    }
}
