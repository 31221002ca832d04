namespace SoraPS;

/// <summary>Bytes in the order in which they came, within a limit.</summary>
internal sealed class KeptBytes
{
    private const int PartLength = 64 * 1024;
    private const int MostParts = 1024;

    private readonly Queue<byte[]> _parts = new();
    private byte[] _last = Array.Empty<byte>();
    private int _filled; // of the last part
    private int _taken; // of the first part

    /// <summary>True if there is no place for more.</summary>
    public bool IsFull => _parts.Count == MostParts && _filled == PartLength;

    /// <summary>A place for more. What is written there counts once it is added.</summary>
    public ArraySegment<byte> Room()
    {
        if (_parts.Count == 0 || _filled == PartLength)
        {
            _parts.Enqueue(_last = new byte[PartLength]);
            _filled = 0;
        }

        return new ArraySegment<byte>(_last, _filled, PartLength - _filled);
    }

    /// <summary>Adds so many bytes of the place that was given out.</summary>
    public void Add(int count) => _filled += count;

    /// <summary>Takes what is here, at most so many bytes.</summary>
    public int Take(byte[] buffer, int offset, int count)
    {
        if (_parts.Count == 0)
        {
            return 0;
        }

        int here = (_parts.Count == 1 ? _filled : PartLength) - _taken;
        int taken = Math.Min(here, count);
        Buffer.BlockCopy(_parts.Peek(), _taken, buffer, offset, taken);
        _taken += taken;
        if (_taken == PartLength)
        {
            _parts.Dequeue();
            _taken = 0;
        }

        return taken;
    }
}
