using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SoraPS;

/// <summary>
/// Reads the elements of a JSON array one by one while it arrives. <see cref="JsonSerializer"/>'s own asynchronous enumeration parses all
/// that is there before it hands out anything, and loses all of it to one bad element: here every element before a bad one is delivered.
/// </summary>
internal sealed class JsonListReader<T> : IDisposable
{
    private const int InitialSize = 16 * 1024;
    private static readonly byte[] ByteOrderMark = { 0xEF, 0xBB, 0xBF };

    private readonly Stream _stream;
    private readonly JsonTypeInfo<T> _type;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private Place _place;
    private int _marked; // bytes of the byte order mark
    private int _depth; // open brackets of the element
    private bool _inText;
    private bool _escaped;
    private int _keepFrom; // the beginning of the element that is not complete yet
    private int _scanned;
    private int _end;
    private int _sinceElement;
    private bool _ended;

    public JsonListReader(Stream stream, JsonTypeInfo<T> type)
    {
        _stream = stream;
        _type = type;
    }

    private enum Place
    {
        Start,
        BeforeList,
        BeforeFirst,
        BeforeNext,
        InElement,
        AfterElement,
        AfterList,
    }

    /// <summary>The element that was read last.</summary>
    public T? Current { get; private set; }

    /// <summary>Reads the next element; false at the end of the list.</summary>
    /// <exception cref="JsonException">What comes next is no element, or the stream is no list.</exception>
    /// <exception cref="InvalidDataException">The next element is longer than <see cref="SoraJson.MaximumValue"/>, blanks around it included.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!Scan())
        {
            if (_ended)
            {
                return _place == Place.AfterList ? false : throw new JsonException(Strings.NoList);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        Current = JsonSerializer.Deserialize(new ReadOnlySpan<byte>(_buffer, _keepFrom, _scanned - _keepFrom), _type);
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = Array.Empty<byte>();
    }

    /// <summary>
    /// True at the end of an element, false for want of data. It looks at every byte once, however the network cuts them, and only to find
    /// where elements end: whether one is JSON is for the deserializer to say.
    /// </summary>
    private bool Scan()
    {
        while (_scanned < _end && _place != Place.InElement)
        {
            ScanBetween(_buffer[_scanned]);
        }

        if (_place != Place.InElement || !ScanElement())
        {
            return false;
        }

        (_place, _depth, _inText, _sinceElement) = (Place.AfterElement, 0, false, _end - _scanned);
        return true;
    }

    private void ScanBetween(byte next)
    {
        if (_place == Place.Start)
        {
            bool mark = next == ByteOrderMark[_marked];
            _marked += mark ? 1 : 0;
            _scanned += mark ? 1 : 0;
            _place = _marked == ByteOrderMark.Length || (!mark && _marked == 0) ? Place.BeforeList : mark ? Place.Start : throw NoList();
        }
        else if (IsWhiteSpace(next))
        {
            _scanned++;
        }
        else if (_place is Place.BeforeNext || (_place is Place.BeforeFirst && next != (byte)']'))
        {
            (_place, _keepFrom) = (Place.InElement, _scanned);
        }
        else
        {
            _place = (_place, (char)next) switch
            {
                (Place.BeforeList, '[') => Place.BeforeFirst,
                (Place.BeforeFirst or Place.AfterElement, ']') => Place.AfterList,
                (Place.AfterElement, ',') => Place.BeforeNext,
                _ => throw NoList(),
            };
            _scanned++;
        }
    }

    /// <summary>True at the element's end, or behind what makes it no JSON.</summary>
    private bool ScanElement()
    {
        bool complete = false;
        while (_scanned < _end && !complete)
        {
            complete = _inText ? EndsText() && _depth == 0 : EndsElement(_buffer[_scanned]);
        }

        return complete;
    }

    private bool EndsElement(byte next)
    {
        bool closes = next is (byte)'}' or (byte)']';
        if (_depth == 0 && (closes || next == (byte)',' || IsWhiteSpace(next)))
        {
            // The end of a number or a word; it is not part of it, unless there is nothing else.
            _scanned += _scanned == _keepFrom ? 1 : 0;
            return true;
        }

        bool opens = next is (byte)'{' or (byte)'[';
        _scanned++;
        _depth += opens ? 1 : closes ? -1 : 0;
        _inText = next == (byte)'"';
        return (closes && _depth == 0) || _depth > _type.Options.MaxDepth || !(opens || closes || IsOutsideText(next));
    }

    /// <summary>Goes on to the closing quotation mark; false if it is not here yet.</summary>
    private bool EndsText()
    {
        if (_escaped)
        {
            _escaped = false;
            _scanned++;
            return false;
        }

        int found = new ReadOnlySpan<byte>(_buffer, _scanned, _end - _scanned).IndexOfAny((byte)'"', (byte)'\\');
        _escaped = found >= 0 && _buffer[_scanned + found] == (byte)'\\';
        _scanned = found < 0 ? _end : _scanned + found + 1;
        _inText = found < 0 || _escaped;
        return !_inText;
    }

    private static JsonException NoList() => new(Strings.NoList);

    private static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>What may stand in JSON beside brackets and texts.</summary>
    private static bool IsOutsideText(byte value) =>
        IsWhiteSpace(value) || value is (byte)'"' or (byte)':' or (byte)',' or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'E' or (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z');

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        int keepFrom = _place == Place.InElement ? _keepFrom : _scanned;
        Buffer.BlockCopy(_buffer, keepFrom, _buffer, 0, _end - keepFrom);
        (_scanned, _end, _keepFrom) = (_scanned - keepFrom, _end - keepFrom, 0);
        if (_end == _buffer.Length)
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
