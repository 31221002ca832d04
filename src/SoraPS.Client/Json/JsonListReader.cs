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
    private const int MaximumSize = 1024 * 1024 * 1024;
    private static readonly byte[] ByteOrderMark = { 0xEF, 0xBB, 0xBF };

    private readonly Stream _stream;
    private readonly JsonTypeInfo<T> _type;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private JsonReaderState _state;
    private int _keepFrom; // the element that is not complete yet, else the first byte that was not looked at
    private int _scanned;
    private int _looked; // how far a text was searched for its end
    private int _end;
    private bool _started;
    private bool _ended;

    public JsonListReader(Stream stream, JsonTypeInfo<T> type)
    {
        _stream = stream;
        _type = type;
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
    }

    private enum Step
    {
        Element,
        NeedsMore,
        EndOfList,
    }

    /// <summary>The element that was read last.</summary>
    public T? Current { get; private set; }

    /// <summary>Reads the next element; false at the end of the list.</summary>
    /// <exception cref="JsonException">What comes next is no element, or the stream is no list.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Step step;
        while ((step = Scan()) == Step.NeedsMore)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        if (step == Step.EndOfList)
        {
            await ExpectEndAsync(cancellationToken).ConfigureAwait(false);
        }

        return step == Step.Element;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = Array.Empty<byte>();
    }

    /// <summary>Goes on where it stopped for want of data, so that no byte of a long element is looked at twice but those of one token.</summary>
    private Step Scan()
    {
        if (!_started && !SkipByteOrderMark())
        {
            return Step.NeedsMore;
        }

        if (!SkipWhiteSpace() || InsideLongText())
        {
            return Step.NeedsMore;
        }

        var reader = new Utf8JsonReader(new ReadOnlySpan<byte>(_buffer, _scanned, _end - _scanned), _ended, _state);
        var step = Step.NeedsMore;
        while (step == Step.NeedsMore && reader.Read())
        {
            bool starts = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            bool ends = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (reader.CurrentDepth == 0)
            {
                step = reader.TokenType switch
                {
                    JsonTokenType.StartArray => Step.NeedsMore,
                    JsonTokenType.EndArray => Step.EndOfList,
                    _ => throw new JsonException(Strings.NoList),
                };
                _keepFrom = _scanned + (int)reader.BytesConsumed;
            }
            else if (reader.CurrentDepth == 1)
            {
                _keepFrom = ends ? _keepFrom : _scanned + (int)reader.TokenStartIndex;
                step = starts ? Step.NeedsMore : Step.Element;
            }
        }

        _scanned += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        if (step == Step.Element)
        {
            Current = JsonSerializer.Deserialize(new ReadOnlySpan<byte>(_buffer, _keepFrom, _scanned - _keepFrom), _type);
            _keepFrom = _scanned;
        }

        return step;
    }

    /// <summary>Between two tokens, so that no blank is looked at twice; false if nothing else is here.</summary>
    private bool SkipWhiteSpace()
    {
        bool nothingOpen = _keepFrom == _scanned;
        SkipBlanks();
        if (_scanned < _end && _buffer[_scanned] == (byte)',')
        {
            // The comma goes along, to the end of the blanks behind it: the reader wants to see it.
            _buffer[_scanned++] = (byte)' ';
            SkipBlanks();
            _buffer[--_scanned] = (byte)',';
        }

        _keepFrom = nothingOpen ? _scanned : _keepFrom;
        return FirstOfToken < _end || _ended;
    }

    private int FirstOfToken => _scanned < _end && _buffer[_scanned] == (byte)',' ? _scanned + 1 : _scanned;

    private void SkipBlanks()
    {
        while (_scanned < _end && IsWhiteSpace(_buffer[_scanned]))
        {
            _scanned++;
        }
    }

    /// <summary>A long text is looked at again only when a quotation mark has come that may end it.</summary>
    private bool InsideLongText()
    {
        bool inside = !_ended && _looked > FirstOfToken && _buffer[FirstOfToken] == (byte)'"' && Array.IndexOf(_buffer, (byte)'"', _looked, _end - _looked) < 0;
        _looked = _end;
        return inside;
    }

    private static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>False while too little is here to tell.</summary>
    private bool SkipByteOrderMark()
    {
        int same = 0;
        while (same < Math.Min(_end, ByteOrderMark.Length) && _buffer[same] == ByteOrderMark[same])
        {
            same++;
        }

        _started = _ended || same == ByteOrderMark.Length || same < _end;
        _keepFrom = _scanned = same == ByteOrderMark.Length ? same : 0;
        return _started;
    }

    /// <summary>After the list there may only be white space.</summary>
    private async Task ExpectEndAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            for (; _scanned < _end; _scanned++)
            {
                if (!IsWhiteSpace(_buffer[_scanned]))
                {
                    throw new JsonException(Strings.NoList);
                }
            }

            _keepFrom = _scanned;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_keepFrom > 0)
        {
            Buffer.BlockCopy(_buffer, _keepFrom, _buffer, 0, _end - _keepFrom);
        }

        (_scanned, _looked, _end, _keepFrom) = (_scanned - _keepFrom, _looked - _keepFrom, _end - _keepFrom, 0);
        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length < MaximumSize ? _buffer.Length * 2 : throw new InvalidDataException(Strings.ElementTooLong));
            Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        int read = await _stream.ReadAsync(_buffer, _end, _buffer.Length - _end, cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
    }
}
