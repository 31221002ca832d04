using System.Text;

namespace SoraPS;

/// <summary>An answer whose headers are here and whose body is still arriving. Disposing it closes the connection unless the body was read to its end.</summary>
internal sealed class SoraResponse : Stream
{
    private const int HeadLength = 4096;

    private readonly HttpResponseMessage _message;
    private readonly PatientBody _body;
    private readonly Silence _silence;
    private readonly ExchangeClock? _clock;
    private readonly byte[] _head = new byte[HeadLength];
    private int _headFilled;
    private int _headToServe;
    private long _received;

    private SoraResponse(Uri requestUri, HttpResponseMessage message, Stream body, Silence silence, Secrets secrets, TimeSpan patience, ExchangeClock? clock)
    {
        RequestUri = requestUri;
        _message = message;
        _body = new PatientBody(message, body, silence, patience);
        _silence = silence;
        _clock = clock;
        Secrets = secrets;
    }

    public HttpResponseMessage Message => _message;

    /// <summary>Where the request went, as it may be shown.</summary>
    public Uri RequestUri { get; }

    public Silence Silence => _silence;

    /// <summary>A body that is longer is not what was asked for.</summary>
    public long MaximumBytes { get; set; } = long.MaxValue;

    /// <summary>What must not be shown of it.</summary>
    public Secrets Secrets { get; }

    /// <summary>The beginning of what has been read so far.</summary>
    public string Head => Encoding.UTF8.GetString(_head, 0, _headFilled);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static async Task<SoraResponse> OpenAsync(Uri requestUri, HttpResponseMessage message, Silence silence, Secrets secrets, TimeSpan patience, ExchangeClock? clock)
    {
#if NET
        var body = await message.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
#else
        var body = await message.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        return new SoraResponse(requestUri, message, body, silence, secrets, patience, clock);
    }

    /// <summary>The first byte of the body that is no white space or byte order mark, without taking it; null for an empty body. It must come before any other read.</summary>
    public async Task<byte?> PeekAsync()
    {
        while (true)
        {
            // Blanks are kept as long as there is room: a cut may go through the byte order mark.
            int looked = _headFilled % HeadLength;
            int read = await ReadBodyAsync(_head, looked, HeadLength - looked).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _headFilled = looked + read;
            for (int i = looked; i < _headFilled; i++)
            {
                if (_head[i] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
                {
                    _headToServe = _headFilled;
                    return _head[i];
                }
            }
        }
    }

    /// <summary>The body, at most so many bytes of it.</summary>
    public async Task<byte[]> ReadToEndAsync(int maximumBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16384];
        int read;
        while (bytes.Length < maximumBytes && (read = await ReadAsync(buffer, 0, buffer.Length, CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            bytes.Write(buffer, 0, (int)Math.Min(read, maximumBytes - bytes.Length));
        }

        return bytes.ToArray();
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read;
        if (_headToServe > 0)
        {
            read = Math.Min(_headToServe, count);
            Array.Copy(_head, _headFilled - _headToServe, buffer, offset, read);
            _headToServe -= read;
            return read;
        }

        read = await ReadBodyAsync(buffer, offset, count).ConfigureAwait(false);
        int remember = Math.Min(read, HeadLength - _headFilled);
        Array.Copy(buffer, offset, _head, _headFilled, remember);
        _headFilled += remember;
        return read;
    }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> segment))
        {
            return await ReadAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken).ConfigureAwait(false);
        }

        return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _silence.Dispose();
            _clock?.Stop(_message.StatusCode, _received);
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadBodyAsync(byte[] buffer, int offset, int count)
    {
        _silence.Begin();
        try
        {
            int read = await _body.ReadAsync(buffer, offset, count).ConfigureAwait(false);
            _received += read;
            return _received <= MaximumBytes ? read : throw new InvalidDataException(Strings.ValueTooLong);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw new InvalidDataException(e.Message, e); // so says the Brotli decoder that it cannot go on
        }
        finally
        {
            _silence.End();
        }
    }
}
