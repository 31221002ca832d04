namespace SoraPS;

/// <summary>One call's token: cancelled when the caller cancels, or when the server has been silent too long while we were waiting for it.</summary>
internal sealed class Silence : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _source;

    public Silence(TimeSpan limit, CancellationToken caller)
    {
        _caller = caller;
        _limit = limit == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
    }

    public CancellationToken Token => _source.Token;

    public bool CallerCancelled => _caller.IsCancellationRequested;

    public bool TimedOut => _source.IsCancellationRequested && !CallerCancelled;

    public void Begin() => _source.CancelAfter(_limit);

    public void End()
    {
        if (!_source.IsCancellationRequested)
        {
            _source.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void ThrowIfCallerCancelled() => _caller.ThrowIfCancellationRequested();

    public void Dispose() => _source.Dispose();
}
