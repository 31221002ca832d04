using System.Threading.Channels;

namespace SoraPS.Http;

/// <summary>
/// The body of a response whose reader may pause. Sora's HTTP server (Cowboy) closes a connection whose data is not taken for 30 s, so after half
/// of that time the rest is read in the background and buffered, within a limit. Most lists have ended by then, and are never buffered.
/// </summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(15);

    // At most 64 MB. A read that brings less than a chunk takes one all the same.
    private const int ChunkLength = 4 * 1024;
    private const int MaximumChunks = 16 * 1024;

    private readonly Stream _inner;
    private readonly CancellationToken _token;
    private readonly SemaphoreSlim _innerLock = new(1); // held during a read, and for good once the rest is read in the background
    private readonly Timer _timer;
    private Channel<ArraySegment<byte>>? _buffer;
    private ArraySegment<byte> _chunk; // that is being read from the buffer

    /// <param name="inner">The body.</param>
    /// <param name="delay">When reading ahead begins.</param>
    /// <param name="token">Cancelled when the request is given up.</param>
    public ReadAheadStream(Stream inner, TimeSpan delay, CancellationToken token)
    {
        (_inner, _token) = (inner, token);
        _timer = new Timer(_ => StartReadingAhead(), null, delay, Timeout.InfiniteTimeSpan);
    }

    protected override Task<int> ReadAsync(ArraySegment<byte> buffer) => _innerLock.Wait(0, CancellationToken.None) ? ReadInnerAsync(buffer) : ReadBufferAsync(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
            _buffer?.Writer.TryComplete();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadInnerAsync(ArraySegment<byte> buffer)
    {
        try
        {
            return await _inner.ReadAsync(buffer.Array!, buffer.Offset, buffer.Count, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _innerLock.Release();
        }
    }

    private async Task<int> ReadBufferAsync(ArraySegment<byte> buffer)
    {
        while (_chunk.Count == 0)
        {
            // The token ends the reading ahead, which then says why.
            if (!await _buffer!.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                return 0;
            }

            _buffer.Reader.TryRead(out _chunk);
        }

        int count = Math.Min(_chunk.Count, buffer.Count);
        Buffer.BlockCopy(_chunk.Array!, _chunk.Offset, buffer.Array!, buffer.Offset, count);
        _chunk = new ArraySegment<byte>(_chunk.Array!, _chunk.Offset + count, _chunk.Count - count);
        return count;
    }

    private void StartReadingAhead()
    {
        _buffer = Channel.CreateBounded<ArraySegment<byte>>(new BoundedChannelOptions(MaximumChunks) { SingleReader = true, SingleWriter = true });
        _ = ReadAheadAsync(_buffer.Writer);
    }

    /// <summary>Never fails: the reader gets the exception, after everything that came before it.</summary>
    private async Task ReadAheadAsync(ChannelWriter<ArraySegment<byte>> buffer)
    {
        Exception? failure = null;
        try
        {
            await _innerLock.WaitAsync(_token).ConfigureAwait(false);
            while (await buffer.WaitToWriteAsync(_token).ConfigureAwait(false))
            {
                byte[] chunk = new byte[ChunkLength];
                int count = await _inner.ReadAsync(chunk, 0, chunk.Length, CancellationToken.None).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                buffer.TryWrite(new ArraySegment<byte>(chunk, 0, count));
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        buffer.TryComplete(failure);
    }
}
