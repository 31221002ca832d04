namespace SoraPS.Http;

/// <summary>
/// The body of a response from the network. A read that waits longer than the limit for the next byte fails with a <see cref="TimeoutException"/>;
/// time in which nobody waits for the read does not count. When the call is cancelled, a read that is under way ends, and the connection is closed even if nobody reads at that moment.
/// </summary>
internal sealed class ReadTimeoutStream : ReadOnlyStream
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;

    private readonly HttpResponseMessage _message;
    private readonly Stream _inner;
    private readonly TimeSpan _limit;
    private readonly HttpCall _call;
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly object _timerLock = new();
    private bool _isPending;
    private bool _isAwaited = true;
    private int _state;
    private volatile bool _isDisposed;

    /// <param name="message">The response, which is disposed with its body.</param>
    /// <param name="inner">The body.</param>
    /// <param name="limit">How long the server may be silent.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Ends this request of the call; disposed with the body.</param>
    public ReadTimeoutStream(HttpResponseMessage message, Stream inner, TimeSpan limit, HttpCall call, CancellationTokenSource cancellation)
    {
        (_message, _inner, _limit, _call, _cancellation) = (message, inner, limit, call, cancellation);
        Token = cancellation.Token;
        _registration = Token.Register(OnCancelled);
    }

    /// <summary>Cancelled when the request is given up.</summary>
    public CancellationToken Token { get; }

    /// <summary>False while a read is under way that nobody waits for yet.</summary>
    public bool IsAwaited
    {
        set => SetTimer(null, value);
    }

    /// <summary>Ends a read that is under way, and every later one.</summary>
    public void Cancel() => _cancellation.Cancel();

    protected override async Task<int> ReadAsync(ArraySegment<byte> buffer)
    {
        if (Interlocked.CompareExchange(ref _state, Reading, Idle) != Idle)
        {
            throw new OperationCanceledException();
        }

        try
        {
            var read = _inner.ReadAsync(buffer.Array!, buffer.Offset, buffer.Count, Token);
            int count = read.IsCompleted ? await read.ConfigureAwait(false) : await WaitAsync(read).ConfigureAwait(false);
            return count > 0 || !_cancellation.IsCancellationRequested ? count : throw new OperationCanceledException();
        }
        catch (Exception e) when (_cancellation.IsCancellationRequested)
        {
            // A stream that was closed under its reader may throw anything, or say that it is at its end.
            throw _call.IsEnded || _isDisposed ? new OperationCanceledException(null, e) : new TimeoutException(null, e);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw new InvalidDataException(e.Message, e); // The Brotli decoder reports bad data in this way.
        }
        finally
        {
            Interlocked.Exchange(ref _state, Idle); // a full barrier: what cancels sees the state, or is seen here
            if (_cancellation.IsCancellationRequested)
            {
                CloseIfIdle();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            if (!CloseIfIdle())
            {
                _cancellation.Cancel();
            }

            _registration.Dispose();
            lock (_timerLock)
            {
                _cancellation.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async Task<int> WaitAsync(Task<int> read)
    {
        SetTimer(true, null);
        int count = await read.ConfigureAwait(false);
        SetTimer(false, null);
        return count;
    }

    private void SetTimer(bool? isPending, bool? isAwaited)
    {
        lock (_timerLock)
        {
            (_isPending, _isAwaited) = (isPending ?? _isPending, isAwaited ?? _isAwaited);
            if (!_isDisposed && !_cancellation.IsCancellationRequested)
            {
                _cancellation.CancelAfter(_isPending && _isAwaited ? _limit : Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void OnCancelled()
    {
#if NETFRAMEWORK
        Close(_inner); // Reads of .NET Framework's response stream do not observe their token.
#endif
        CloseIfIdle();
    }

    /// <summary>Closes the connection, unless the body was read to its end; false while a read is under way, which does it when it ends.</summary>
    private bool CloseIfIdle()
    {
        int before = Interlocked.CompareExchange(ref _state, Closed, Idle);
        if (before == Idle)
        {
            Close(_inner);
            Close(_message);
        }

        return before != Reading;
    }

    /// <summary>Closing what is being read may fail. On the thread of the timer nobody could catch that, and the process would end.</summary>
    private static void Close(IDisposable body)
    {
        try
        {
            body.Dispose();
        }
        catch (Exception)
        {
            // Nobody wants the body any more.
        }
    }
}
