using System.Runtime.ExceptionServices;

namespace SoraPS;

/// <summary>
/// An answer's body, for a reader who takes his time. No server waits long for what it sends to be taken (Cowboy closes the connection after
/// 30 s): what has not been read after half of that is taken from it at its own pace and kept here, within a limit. And where the call ends
/// while nobody reads, the connection is closed all the same.
/// </summary>
internal sealed class PatientBody : IDisposable
{
    /// <summary>Half of what the server waits. A list that is read as fast as it can be is over by then, and nothing of it is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpResponseMessage _message;
    private readonly Stream _body;
    private readonly Silence _silence;
    private readonly CancellationToken _ended;
    private readonly CancellationTokenRegistration _end;
    private readonly Timer _timer;

    private readonly object _lock = new();
    private KeptBytes? _kept; // once we read ahead, the reader is served from here alone
    private bool _late;
    private bool _reading; // from the body itself
    private bool _complete;
    private bool _closed;
    private bool _disposed;
    private ExceptionDispatchInfo? _failure;
    private TaskCompletionSource<bool>? _changed;

    public PatientBody(HttpResponseMessage message, Stream body, Silence silence, TimeSpan patience)
    {
        _message = message;
        _body = body;
        _silence = silence;
        _ended = silence.Token;
        _timer = new Timer(_ => ReadAhead(), null, patience, Timeout.InfiniteTimeSpan);
        _end = _ended.Register(End);
    }

    /// <summary>Reads what is here, or waits for it; 0 at the end. One read at a time.</summary>
    public Task<int> ReadAsync(byte[] buffer, int offset, int count)
    {
        bool ahead;
        lock (_lock)
        {
            ahead = _kept is not null;
            _reading |= !ahead;
        }

        return ahead ? TakeAsync(buffer, offset, count) : ReadBodyAsync(buffer, offset, count);
    }

    /// <summary>Closes the connection, unless the body was read to its end.</summary>
    public void Dispose()
    {
        bool busy;
        lock (_lock)
        {
            busy = !_disposed && (_reading || (_kept is not null && !_complete));
            _disposed = true;
        }

        if (busy)
        {
            _silence.Cancel();
        }

        _timer.Dispose();
        _end.Dispose();
        CloseIfIdle();
    }

    /// <summary>A read that is under way ends by its token, and closes then.</summary>
    private void End()
    {
#if NETFRAMEWORK
        Close(); // Those of .NET Framework's response stream do not look at their token.
#else
        CloseIfIdle();
#endif
        lock (_lock)
        {
            Signal();
        }
    }

    private void CloseIfIdle()
    {
        lock (_lock)
        {
            if (_reading)
            {
                return;
            }
        }

        Close();
    }

    private void Close()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _body.Dispose();
        _message.Dispose();
    }

    private async Task<int> TakeAsync(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            Task<bool> changed;
            lock (_lock)
            {
                int read = _kept!.Take(buffer, offset, count);
                if (read > 0)
                {
                    Signal();
                    return read;
                }

                if (_complete)
                {
                    _failure?.Throw();
                    return 0;
                }

                changed = Change();
            }

            await changed.ConfigureAwait(false);
        }
    }

    /// <summary>To be called with <see cref="_reading"/> set.</summary>
    private async Task<int> ReadBodyAsync(byte[] buffer, int offset, int count)
    {
        try
        {
            _ended.ThrowIfCancellationRequested(); // or what was closed meanwhile would be read
            return await _body.ReadAsync(buffer, offset, count, _ended).ConfigureAwait(false);
        }
        finally
        {
            Rest();
        }
    }

    private void Rest()
    {
        bool late;
        lock (_lock)
        {
            _reading = false;
            late = _late;
        }

        if (_ended.IsCancellationRequested)
        {
            Close();
        }
        else if (late)
        {
            ReadAhead();
        }
    }

    private void ReadAhead()
    {
        lock (_lock)
        {
            _late = true;
            if (_reading || _closed || _disposed || _kept is not null)
            {
                return;
            }

            _kept = new KeptBytes();
        }

        _ = Task.Run(ReadAheadAsync, CancellationToken.None);
    }

    private async Task ReadAheadAsync()
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            int read;
            do
            {
                var room = await RoomAsync().ConfigureAwait(false);
                read = await ReadBodyAsync(room.Array!, room.Offset, room.Count).ConfigureAwait(false);
                lock (_lock)
                {
                    _kept!.Add(read);
                    Signal();
                }
            }
            while (read > 0);
        }
        catch (Exception e)
        {
            // It is the reader's, after all that came before it.
            failure = ExceptionDispatchInfo.Capture(e);
        }

        lock (_lock)
        {
            _failure = failure;
            _complete = true;
            Signal();
        }
    }

    /// <summary>Waits for room, and sets <see cref="_reading"/>.</summary>
    private async Task<ArraySegment<byte>> RoomAsync()
    {
        while (true)
        {
            Task<bool> changed;
            lock (_lock)
            {
                _ended.ThrowIfCancellationRequested();
                if (!_kept!.IsFull)
                {
                    _reading = true;
                    return _kept.Room();
                }

                changed = Change();
            }

            await changed.ConfigureAwait(false);
        }
    }

    private Task<bool> Change() => (_changed ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Signal()
    {
        _changed?.TrySetResult(true);
        _changed = null;
    }
}
