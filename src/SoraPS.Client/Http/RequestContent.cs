using System.Net;

namespace SoraPS.Http;

/// <summary>
/// The body of a request. A server that has read enough answers and closes before the end (sora-api 10: status 413 after 8,000,000 bytes):
/// the rest then cannot be written, but the answer is here to be read.
/// </summary>
internal sealed class RequestContent : HttpContent
{
    private const int Piece = 64 * 1024;

    private readonly byte[] _body;
    private readonly Action _onSending;

    /// <param name="body">The bytes.</param>
    /// <param name="onSending">Called when there is a connection, before anything is written to it.</param>
    public RequestContent(byte[] body, Action onSending) => (_body, _onSending) = (body, onSending);

#if NET
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => WriteAsync(stream, cancellationToken);
#else
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    /// <summary>
    /// Goes on after a failure, because HTTP's own stream counts whether all was written. No piece is smaller than that stream's buffer:
    /// what is left in it is written later, where a failure hides the answer.
    /// </summary>
    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        _onSending();
        int count;
        for (int start = 0; start < _body.Length; start += count)
        {
            int left = _body.Length - start;
            count = left < 2 * Piece ? left : Piece;
            try
            {
                await stream.WriteAsync(_body, start, count, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Without an answer, reading it will fail.
            }
        }
    }
}
