using System.Buffers;
using System.Text;

namespace SoraPS.Http;

/// <summary>A response whose headers are here and whose body is still arriving. Disposing it closes the connection unless the body was read to its end.</summary>
internal sealed class SoraResponse : ReadOnlyStream
{
    private const int BeginningLength = 4096;

    private readonly ReadTimeoutStream _network;
    private readonly byte[] _beginning = new byte[BeginningLength];
    private int _beginningLength;
    private int _peeked; // bytes of the beginning that were looked at and not read yet
    private long _received;

    /// <param name="call">The call that it answers.</param>
    /// <param name="message">Status and headers.</param>
    /// <param name="body">The body as it comes from the network.</param>
    public SoraResponse(HttpCall call, HttpResponseMessage message, ReadTimeoutStream body)
    {
        (Call, Message, _network, Body) = (call, message, body, body);
        RequestUri = call.DisplayUri;
    }

    public HttpCall Call { get; }

    public HttpResponseMessage Message { get; }

    /// <summary>Where the request went, without what must not be shown.</summary>
    public Uri RequestUri { get; }

    /// <summary>What the bytes are read from; a stage may put a stream of its own around it.</summary>
    public Stream Body { get; set; }

    /// <summary>A longer body is an error.</summary>
    public long MaximumBytes { get; set; } = long.MaxValue;

    /// <summary>Cancelled when the request is given up.</summary>
    public CancellationToken Token => _network.Token;

    /// <summary>The beginning of what has been read so far, as text.</summary>
    public string Beginning => Encoding.UTF8.GetString(_beginning, 0, _beginningLength);

    /// <summary>False while a read is under way that nobody waits for yet: such time is not the server's silence.</summary>
    public bool IsAwaited
    {
        set => _network.IsAwaited = value;
    }

    /// <summary>Ends a read that is under way, when nobody needs its result any more.</summary>
    public void Cancel() => _network.Cancel();

    /// <summary>The first byte of the body that is no white space or byte order mark, without reading it; null for an empty body. It must come before any other read.</summary>
    public async Task<byte?> PeekAsync()
    {
        while (true)
        {
            // White space is kept as long as there is room: a byte order mark may arrive in two parts.
            int start = _beginningLength % BeginningLength;
            int read = await ReadBodyAsync(new ArraySegment<byte>(_beginning, start, BeginningLength - start)).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _beginningLength = start + read;
            int first = IndexOfValue(_beginning, start, _beginningLength);
            if (first >= 0)
            {
                _peeked = _beginningLength;
                return _beginning[first];
            }
        }
    }

    /// <summary>The body, at most so many bytes of it.</summary>
    public async Task<byte[]> ReadToEndAsync(int maximumBytes)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BeginningLength);
        try
        {
            int read;
            while (bytes.Length < maximumBytes && (read = await ReadAsync(new ArraySegment<byte>(buffer)).ConfigureAwait(false)) > 0)
            {
                bytes.Write(buffer, 0, (int)Math.Min(read, maximumBytes - bytes.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return bytes.ToArray();
    }

    /// <summary>Where the JSON value begins: behind white space and a byte order mark; negative if there is none.</summary>
    public static int IndexOfValue(byte[] body, int start, int end)
    {
        while (start < end && body[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF)
        {
            start++;
        }

        return start < end ? start : -1;
    }

    protected override async Task<int> ReadAsync(ArraySegment<byte> buffer)
    {
        int read;
        if (_peeked > 0)
        {
            read = Math.Min(_peeked, buffer.Count);
            Array.Copy(_beginning, _beginningLength - _peeked, buffer.Array!, buffer.Offset, read);
            _peeked -= read;
            return read;
        }

        read = await ReadBodyAsync(buffer).ConfigureAwait(false);
        int remembered = Math.Min(read, BeginningLength - _beginningLength);
        Array.Copy(buffer.Array!, buffer.Offset, _beginning, _beginningLength, remembered);
        _beginningLength += remembered;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadBodyAsync(ArraySegment<byte> buffer)
    {
        int read = await Body.ReadAsync(buffer.Array!, buffer.Offset, buffer.Count, CancellationToken.None).ConfigureAwait(false);
        _received += read;
        return _received <= MaximumBytes ? read : throw new InvalidDataException(Strings.ValueTooLong);
    }
}
