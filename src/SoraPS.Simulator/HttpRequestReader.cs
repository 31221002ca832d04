using System.Globalization;
using System.Text;

namespace SoraPS;

/// <summary>Reads the heads and the bodies of HTTP/1.1 requests from a connection, within Cowboy's limits of time and size (sora-api 1 and 10).</summary>
internal sealed class HttpRequestReader
{
    private const int MaximumHeadLength = 256 * 1024;
    private const int MaximumBodyLength = 8_000_000;
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(60);

    private readonly Stream _stream;
    private readonly CancellationToken _stopped;
    private readonly byte[] _buffer = new byte[16384];
    private int _start;
    private int _end;

    public HttpRequestReader(Stream stream, CancellationToken stopped)
    {
        _stream = stream;
        _stopped = stopped;
    }

    /// <summary>How many bytes have arrived and have not been read yet.</summary>
    public int BufferedLength => _end - _start;

    /// <summary>Waits for the first byte of a request. False at the end of the stream, or if nothing arrives in time.</summary>
    public Task<bool> WaitForRequestAsync() => FillAsync(DateTime.UtcNow + HeadTimeout);

    /// <summary>Reads the request line and the headers. Null if the head is not complete in time, or the client closed the connection within it.</summary>
    public async Task<HttpRequestHead?> ReadHeadAsync()
    {
        var text = new StringBuilder();
        var deadline = DateTime.UtcNow + HeadTimeout;
        while (true)
        {
            string? line = await ReadLineAsync(deadline).ConfigureAwait(false);
            if (line is null)
            {
                return null;
            }

            if (line.Length == 0 && text.Length > 0)
            {
                return HttpRequestHead.Parse(text.ToString());
            }

            text.Append(line).Append('\n');
            if (text.Length > MaximumHeadLength)
            {
                return HttpRequestHead.Rejected(431);
            }
        }
    }

    /// <summary>Reads a body. Null if it is longer than Sora accepts; the rest of it is then still to come.</summary>
    /// <exception cref="IOException">The body broke off, or is not chunked as HTTP says.</exception>
    public async Task<byte[]?> ReadBodyAsync(HttpRequestHead head)
    {
        using var body = new MemoryStream();
        if (head.IsChunked)
        {
            return await ReadChunksAsync(body).ConfigureAwait(false) ? body.ToArray() : null;
        }

        if (head.ContentLength > MaximumBodyLength)
        {
            return null;
        }

        await CopyAsync(body, head.ContentLength).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>Reads and drops what the client sends, until it ends its stream or the time is over.</summary>
    public async Task DiscardAsync(TimeSpan time)
    {
        var deadline = DateTime.UtcNow + time;
        do
        {
            _start = _end;
        }
        while (DateTime.UtcNow < deadline && await FillAsync(deadline).ConfigureAwait(false));
    }

    /// <summary>False if the chunks are longer together than a body may be.</summary>
    private async Task<bool> ReadChunksAsync(MemoryStream body)
    {
        while (true)
        {
            string size = await ReadLineAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false) ?? throw new IOException();
            if (!int.TryParse(size.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int length) || length < 0)
            {
                throw new IOException();
            }

            if (body.Length + length > MaximumBodyLength)
            {
                return false;
            }

            await CopyAsync(body, length).ConfigureAwait(false);
            await ReadLineAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false);
            if (length == 0)
            {
                return true;
            }
        }
    }

    private async Task CopyAsync(MemoryStream body, long length)
    {
        while (length > 0)
        {
            if (!await FillAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false))
            {
                throw new IOException();
            }

            int part = (int)Math.Min(length, BufferedLength);
            body.Write(_buffer, _start, part);
            _start += part;
            length -= part;
        }
    }

    /// <summary>A line without its end; null if it does not arrive in time, or the stream ends within it.</summary>
    private async Task<string?> ReadLineAsync(DateTime deadline)
    {
        using var line = new MemoryStream();
        while (line.Length <= MaximumHeadLength)
        {
            if (!await FillAsync(deadline).ConfigureAwait(false))
            {
                return null;
            }

            int newline = Array.IndexOf(_buffer, (byte)'\n', _start, BufferedLength);
            int stop = newline < 0 ? _end : newline;
            line.Write(_buffer, _start, stop - _start);
            _start = newline < 0 ? stop : stop + 1;
            if (newline >= 0)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
    }

    /// <summary>Makes sure that there is a byte in the buffer. False at the end of the stream, or if nothing arrives before the deadline.</summary>
    private async Task<bool> FillAsync(DateTime deadline)
    {
        if (_start < _end)
        {
            return true;
        }

        var read = _stream.ReadAsync(_buffer, 0, _buffer.Length);
        if (!read.IsCompleted && !await CompletesAsync(read, deadline).ConfigureAwait(false))
        {
            // The connection is closed now and the read will fail: its exception is observed here, since nobody awaits it any more.
            _ = read.ContinueWith(late => late.Exception, TaskScheduler.Default);
            return false;
        }

        _start = 0;
        _end = await read.ConfigureAwait(false);
        return _end > 0;
    }

    private async Task<bool> CompletesAsync(Task read, DateTime deadline)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stopped);
        var limit = deadline - DateTime.UtcNow;
        var first = await Task.WhenAny(read, Task.Delay(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, timer.Token)).ConfigureAwait(false);
        timer.Cancel();
        return first == read;
    }
}
