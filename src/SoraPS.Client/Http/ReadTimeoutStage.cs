namespace SoraPS.Http;

/// <summary>
/// The last stage: gives up a server that is silent for too long, before the headers of its response or within the body. The time that nobody
/// waits for the server does not count.
/// </summary>
internal sealed class ReadTimeoutStage : HttpStage
{
    private readonly TimeSpan _limit;
    private readonly Func<HttpCall, CancellationToken, Task<HttpResponseMessage>> _send;

    /// <param name="limit">How long a server may be silent; zero for no limit.</param>
    /// <param name="send">Sends a request.</param>
    public ReadTimeoutStage(TimeSpan limit, Func<HttpCall, CancellationToken, Task<HttpResponseMessage>> send)
    {
        _limit = limit == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : limit;
        _send = send;
    }

    public override async Task<SoraResponse> SendAsync(HttpCall call)
    {
        call.ThrowIfEnded();
        var cancellation = call.CreateCancellation();
        HttpResponseMessage? message = null;
        try
        {
            cancellation.CancelAfter(_limit);
            message = await _send(call, cancellation.Token).ConfigureAwait(false);
            cancellation.CancelAfter(Timeout.InfiniteTimeSpan);
            return new SoraResponse(call, message, new ReadTimeoutStream(message, await OpenAsync(message).ConfigureAwait(false), _limit, call, cancellation));
        }
        catch (Exception e)
        {
            bool wasEnded = cancellation.IsCancellationRequested;
            message?.Dispose();
            cancellation.Dispose();
            if (wasEnded)
            {
                // Whatever the abort looked like from within.
                throw call.IsEnded ? new OperationCanceledException(null, e) : new TimeoutException(null, e);
            }

            throw;
        }
    }

    private static Task<Stream> OpenAsync(HttpResponseMessage message) =>
#pragma warning disable CA2016 // The headers are here: it waits for nothing. .NET Framework takes no token.
        message.Content.ReadAsStreamAsync();
#pragma warning restore CA2016
}
