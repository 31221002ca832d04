using System.Diagnostics;
using System.Net;

namespace SoraPS.Http;

/// <summary>Tells the call's observer about each request, once: when its response was read, or when there was none.</summary>
internal sealed class DiagnosticsStage : HttpStage
{
    private readonly HttpStage _next;

    public DiagnosticsStage(HttpStage next) => _next = next;

    public override Task<SoraResponse> SendAsync(HttpCall call) => call.Observer is null ? _next.SendAsync(call) : SendObservedAsync(call, call.Observer);

    private async Task<SoraResponse> SendObservedAsync(HttpCall call, Action<SoraRequestDiagnostics> observer)
    {
        var watch = Stopwatch.StartNew();
        var uri = call.DisplayUri;
        int sent = call.Body?.Length ?? 0;
        SoraResponse? response = null;
        try
        {
            response = await _next.SendAsync(call).ConfigureAwait(false);
        }
        finally
        {
            if (response is null)
            {
                observer(new SoraRequestDiagnostics(call.Operation, uri, sent, null, 0, watch.Elapsed));
            }
        }

        var status = response.Message.StatusCode;
        response.Body = new CountingStream(response.Body, received => observer(new SoraRequestDiagnostics(call.Operation, uri, sent, status, received, watch.Elapsed)));
        return response;
    }

    /// <summary>A stream that says how many bytes were read from it when it is disposed.</summary>
    private sealed class CountingStream(Stream inner, Action<long> disposed) : ReadOnlyStream
    {
        private long _count;
        private bool _isDisposed;

        protected override async Task<int> ReadAsync(ArraySegment<byte> buffer)
        {
            int read = await inner.ReadAsync(buffer.Array!, buffer.Offset, buffer.Count, CancellationToken.None).ConfigureAwait(false);
            _count += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isDisposed)
            {
                _isDisposed = true;
                inner.Dispose();
                disposed(_count);
            }

            base.Dispose(disposing);
        }
    }
}
