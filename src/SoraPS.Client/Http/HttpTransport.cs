namespace SoraPS.Http;

/// <summary>The connections of one client, at the end of its pipeline.</summary>
internal sealed class HttpTransport : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    // For where redirects lead: connections that show no client certificate. The origin decides, not the host, and .NET does not tell a handler the port.
    private readonly HttpMessageInvoker _otherOrigins;

#if NETFRAMEWORK
    private readonly SoraClientOptions _options;
#endif

    public HttpTransport(SoraClientOptions options)
    {
#if NETFRAMEWORK
        _options = options;
#endif
        _invoker = new HttpMessageInvoker(MessageHandlerFactory.Create(options, options.Certificate));
        _otherOrigins = options.Certificate is null ? _invoker : new HttpMessageInvoker(MessageHandlerFactory.Create(options, null));
    }

    /// <summary>Sends the call's next request, and returns when the headers of its response are here.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        MessageHandlerFactory.LimitIdleTime(_options, call.Uri);
#endif
        return (call.IsSameOrigin ? _invoker : _otherOrigins).SendAsync(call.CreateRequest(), cancellationToken);
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _otherOrigins.Dispose();
    }
}
