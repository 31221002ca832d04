namespace SoraPS.Http;

/// <summary>The one way to a server. What happens to every request, and in which order, is written here and nowhere else.</summary>
internal sealed class HttpPipeline : IDisposable
{
    private readonly HttpTransport _transport;
    private readonly HttpStage _first;

    public HttpPipeline(SoraClientOptions options, SecretRedactor redactor, ExceptionMapper exceptions)
    {
        _transport = new HttpTransport(options);

        // A request passes the stages from the first to the last, its response from the last to the first.
        var timeout = new ReadTimeoutStage(options.OperationTimeout, _transport);
        var diagnostics = new DiagnosticsStage(timeout);
        var authentication = new AuthenticationStage(options, diagnostics);
        var redirect = new RedirectStage(options.Uri, redactor, authentication);
        var errors = new ErrorStage(exceptions, redirect);
        var readAhead = new ReadAheadStage(options.ReadAheadDelay, errors);
        _first = new RetryStage(options.RetryInterval, readAhead);
    }

    /// <summary>Sends a call, and returns a successful response whose body is still arriving.</summary>
    /// <exception cref="SoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public Task<SoraResponse> SendAsync(HttpCall call) => _first.SendAsync(call);

    public void Dispose() => _transport.Dispose();
}
