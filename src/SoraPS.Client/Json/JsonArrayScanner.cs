using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Finds where the elements of a JSON array begin and end. It looks at every byte once, however the network cuts them, and at nothing else:
/// whether an element is JSON is for its reader to say.
/// </summary>
internal sealed class JsonArrayScanner
{
    private static readonly byte[] ByteOrderMark = { 0xEF, 0xBB, 0xBF };
    private static readonly Kind[] Kinds = Enumerable.Range(0, 256).Select(value => KindOf((char)value)).ToArray();

    private Place _place;
    private int _marked; // bytes of the byte order mark
    private int _depth; // open brackets of the element
    private bool _inText;
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
        Never, // beside texts
        Other,
        Blank,
        Comma,
        Quote,
        Opens,
        Closes,
    }

    /// <summary>The first byte of the element that was found last, or is not complete yet.</summary>
    public int Start { get; private set; }

    /// <summary>The first byte that was not looked at: the end of the element that was found last.</summary>
    public int Position { get; private set; }

    /// <summary>The first byte that is still needed.</summary>
    public int Needed => _place == Place.InElement ? Start : Position;

    /// <summary>True behind the end of the list.</summary>
    public bool IsAtEnd => _place == Place.AfterList;

    /// <summary>To be called when so many bytes were dropped from the beginning.</summary>
    public void Drop(int count)
    {
        Start -= count;
        Position -= count;
    }

    /// <summary>True at the end of an element, false for want of data.</summary>
    /// <exception cref="JsonException">It is no list.</exception>
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

        (_place, _depth, _inText) = (Place.AfterElement, 0, false);
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

    /// <summary>True at the element's end, or behind what makes it no JSON.</summary>
    [MethodImpl(JitHints.HotLoop)]
    private bool FindEnd(byte[] buffer, int end)
    {
        while (Position < end)
        {
            if (_inText)
            {
                if (EndsText(buffer, end) && _depth == 0)
                {
                    return true;
                }

                continue;
            }

            var kind = Kinds[buffer[Position]];
            if (_depth == 0 && kind is Kind.Blank or Kind.Comma or Kind.Closes)
            {
                // The end of a number or a word; it is not part of it, unless there is nothing else.
                Position += Position == Start ? 1 : 0;
                return true;
            }

            Position++;
            _inText = kind == Kind.Quote;
            _depth += kind == Kind.Opens ? 1 : kind == Kind.Closes ? -1 : 0;
            if (kind == Kind.Never || _depth > SoraJson.MaximumDepth || (kind == Kind.Closes && _depth == 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes on to the closing quotation mark; false if it is not here yet.</summary>
    [MethodImpl(JitHints.HotLoop)]
    private bool EndsText(byte[] buffer, int end)
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
        _inText = found < 0 || _escaped;
        return !_inText;
    }

    private static JsonException NoList() => new(Strings.NoList);

    private static Kind KindOf(char value) => value switch
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
