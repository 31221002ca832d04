#if NET
using System.Runtime.InteropServices;
#endif

namespace SoraPS.Http;

/// <summary>A stream that is read asynchronously, and nothing else. One read at a time.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(new ArraySegment<byte>(buffer, offset, count));

#if NET
    public sealed override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> segment) ? new ValueTask<int>(ReadAsync(segment)) : base.ReadAsync(buffer, cancellationToken);
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    /// <summary>Reads what is here, or waits for it; 0 at the end. The call that the stream belongs to has a token of its own, which ends the read.</summary>
    protected abstract Task<int> ReadAsync(ArraySegment<byte> buffer);
}
