using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads the elements of a JSON array while it arrives, in batches: all elements that are complete. If an element is invalid, all elements before
/// it are still delivered; the asynchronous enumeration of <see cref="JsonSerializer"/> would lose those in the same buffer.
/// </summary>
internal sealed class JsonArrayReader<T> : IDisposable
{
    private const int InitialSize = 16 * 1024;
    private const int MaximumInitialSize = 256 * 1024; // larger batches need fewer switches between threads
    private const int MaximumBatch = 1024;

    private readonly Stream _stream;
    private readonly ReadElement<T> _read;
    private readonly JsonArrayScanner _scanner = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _end;
    private int _sinceElement;
    private bool _ended;
    private ExceptionDispatchInfo? _failure; // of the element after those that were returned

    public JsonArrayReader(Stream stream, ReadElement<T> read)
    {
        _stream = stream;
        _read = read;
    }

    /// <summary>The elements that have arrived, or the next one when it arrives; null at the end of the list.</summary>
    /// <exception cref="JsonException">The next element is invalid, or the stream is not an array.</exception>
    /// <exception cref="EndOfStreamException">The stream ended before the list did.</exception>
    /// <exception cref="InvalidDataException">The next element is longer than <see cref="SoraJson.MaximumValue"/>, blanks around it included.</exception>
    public async Task<IReadOnlyList<T>?> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _failure?.Throw();
        var elements = new List<T>();
        while (true)
        {
            ReadComplete(elements);
            if (elements.Count > 0)
            {
                return elements;
            }

            if (_ended)
            {
                return _scanner.IsAtEnd ? null : throw (_scanner.HasBegun ? new EndOfStreamException(Strings.EndMissing) : new JsonException(Strings.NoList));
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = Array.Empty<byte>();
    }

    private void ReadComplete(List<T> elements)
    {
        try
        {
            while (elements.Count < MaximumBatch && _scanner.FindNext(_buffer, _end))
            {
                _sinceElement = _end - _scanner.Position;
                elements.Add(SoraJson.Read(_read, new ArraySegment<byte>(_buffer, _scanner.Start, _scanner.Position - _scanner.Start)));
            }
        }
        catch (Exception e) when (elements.Count > 0)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        bool full = _end == _buffer.Length; // more data is available than fits
        int dropped = _scanner.Needed;
        Buffer.BlockCopy(_buffer, dropped, _buffer, 0, _end - dropped);
        _scanner.Drop(dropped);
        _end -= dropped;
        if (_end == _buffer.Length || (full && _buffer.Length < MaximumInitialSize))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        int read = await _stream.ReadAsync(_buffer, _end, _buffer.Length - _end, cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
        _sinceElement += read;
        if (_sinceElement > SoraJson.MaximumValue)
        {
            throw new InvalidDataException(Strings.ValueTooLong);
        }
    }
}
