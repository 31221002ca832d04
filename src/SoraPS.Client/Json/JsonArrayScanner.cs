using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Finds where the elements of a JSON array begin and end. It reads every byte once, wherever the network splits the data. It does not validate
/// the elements: their reader does.
/// </summary>
internal sealed class JsonArrayScanner
{
    private static readonly byte[] ByteOrderMark = { 0xEF, 0xBB, 0xBF };
    private static readonly Kind[] Kinds = CreateKinds();

    private Place _place;
    private int _marked; // bytes of the byte order mark that were found
    private int _depth; // open brackets of the element
    private bool _inString;
    private bool _escaped;

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

    private enum Kind : byte
    {
        Never, // not valid outside of strings
        Other,
        Blank,
        Comma,
        Quote,
        Opens,
        Closes,
    }

    /// <summary>The first byte of the element that was found last, or that is not complete yet.</summary>
    public int Start { get; private set; }

    /// <summary>The first byte that was not read yet: the end of the element that was found last.</summary>
    public int Position { get; private set; }

    /// <summary>The first byte that is still needed.</summary>
    public int Needed => _place == Place.InElement ? Start : Position;

    /// <summary>True behind the bracket that begins the list.</summary>
    public bool HasBegun => _place > Place.BeforeList;

    /// <summary>True behind the end of the list.</summary>
    public bool IsAtEnd => _place == Place.AfterList;

    /// <summary>Must be called when bytes were removed from the beginning of the buffer.</summary>
    public void Drop(int count)
    {
        Start -= count;
        Position -= count;
    }

    /// <summary>True at the end of an element; false if more data is needed.</summary>
    /// <exception cref="JsonException">It is not an array.</exception>
    public bool FindNext(byte[] buffer, int end)
    {
        while (Position < end && _place != Place.InElement)
        {
            StepBetween(buffer[Position]);
        }

        if (_place != Place.InElement || !FindEnd(buffer, end))
        {
            return false;
        }

        (_place, _depth, _inString) = (Place.AfterElement, 0, false);
        return true;
    }

    private void StepBetween(byte next)
    {
        if (_place == Place.Start)
        {
            bool mark = next == ByteOrderMark[_marked];
            _marked += mark ? 1 : 0;
            Position += mark ? 1 : 0;
            _place = _marked == ByteOrderMark.Length || (!mark && _marked == 0) ? Place.BeforeList : mark ? Place.Start : throw NoList();
        }
        else if (Kinds[next] == Kind.Blank)
        {
            Position++;
        }
        else if (_place is Place.BeforeNext || (_place is Place.BeforeFirst && next != (byte)']'))
        {
            (_place, Start) = (Place.InElement, Position);
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
            Position++;
        }
    }

    /// <summary>True at the end of the element, or after a byte that makes it invalid.</summary>
    [MethodImpl(JitHints.HotLoop)]
    private bool FindEnd(byte[] buffer, int end)
    {
        while (Position < end)
        {
            if (_inString)
            {
                if (FindStringEnd(buffer, end) && _depth == 0)
                {
                    return true;
                }

                continue;
            }

            var kind = Kinds[buffer[Position]];
            if (_depth == 0 && kind is Kind.Blank or Kind.Comma or Kind.Closes)
            {
                // The end of a number or a literal. The byte is not part of it, unless the element is empty.
                Position += Position == Start ? 1 : 0;
                return true;
            }

            Position++;
            _inString = kind == Kind.Quote;
            _depth += kind == Kind.Opens ? 1 : kind == Kind.Closes ? -1 : 0;
            if (kind == Kind.Never || _depth > SoraJson.MaximumDepth || (kind == Kind.Closes && _depth == 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves to the closing quotation mark; false if it has not arrived yet.</summary>
    [MethodImpl(JitHints.HotLoop)]
    private bool FindStringEnd(byte[] buffer, int end)
    {
        if (_escaped)
        {
            _escaped = false;
            Position++;
            return false;
        }

        int found = new ReadOnlySpan<byte>(buffer, Position, end - Position).IndexOfAny((byte)'"', (byte)'\\');
        _escaped = found >= 0 && buffer[Position + found] == (byte)'\\';
        Position = found < 0 ? end : Position + found + 1;
        _inString = found < 0 || _escaped;
        return !_inString;
    }

    private static Kind[] CreateKinds()
    {
        var kinds = new Kind[256];
        for (int value = 0; value < kinds.Length; value++)
        {
            kinds[value] = GetKind((char)value);
        }

        return kinds;
    }

    private static JsonException NoList() => new(Strings.NoList);

    private static Kind GetKind(char value) => value switch
    {
        ' ' or '\t' or '\r' or '\n' => Kind.Blank,
        ',' => Kind.Comma,
        '"' => Kind.Quote,
        '{' or '[' => Kind.Opens,
        '}' or ']' => Kind.Closes,
        ':' or '-' or '+' or '.' or 'E' or (>= '0' and <= '9') or (>= 'a' and <= 'z') => Kind.Other,
        _ => Kind.Never,
    };
}
