namespace SoraPS.Http;

/// <summary>The one way to a server. What happens to every request, and in which order, is written here and nowhere else.</summary>
internal static class HttpPipeline
{
    /// <summary>
    /// Returns the first stage. It returns a successful response whose body is still arriving, or throws: a <see cref="SoraApiException"/> for a
    /// call that failed, an <see cref="OperationCanceledException"/> if the caller cancelled it, an <see cref="ObjectDisposedException"/> if the client was disposed.
    /// </summary>
    public static HttpStage Create(SoraClientOptions options, HttpTransport transport, SecretRedactor redactor, ExceptionMapper exceptions)
    {
        // A request passes the stages from the first to the last, its response from the last to the first.
        var timeout = new ReadTimeoutStage(options.OperationTimeout, transport.SendAsync);
        var diagnostics = new DiagnosticsStage(timeout);
        var authentication = new AuthenticationStage(options, diagnostics);
        var redirect = new RedirectStage(options.Uri, redactor, authentication);
        var errors = new ErrorStage(exceptions, redirect);
        var readAhead = new ReadAheadStage(options.ReadAheadDelay, errors);
        return new RetryStage(options.RetryInterval, readAhead);
    }
}
