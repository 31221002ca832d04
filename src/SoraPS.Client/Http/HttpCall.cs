using System.Net.Http.Headers;

namespace SoraPS.Http;

/// <summary>One call of an operation while it passes through the stages of an <see cref="HttpPipeline"/>.</summary>
internal sealed class HttpCall
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly CancellationToken _closed;
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <param name="operation">The operation.</param>
    /// <param name="body">The body; null sends none.</param>
    /// <param name="caller">The caller's token.</param>
    /// <param name="closed">Cancelled when the client is disposed.</param>
    public HttpCall(SoraOperation operation, byte[]? body, CancellationToken caller, CancellationToken closed)
    {
        Operation = operation;
        Body = body;
        Caller = caller;
        _closed = closed;
    }

    public SoraOperation Operation { get; }

    public byte[]? Body { get; }

    public CancellationToken Caller { get; }

    /// <summary>How many times the call may be repeated.</summary>
    public int MaximumRetryCount { get; init; }

    /// <summary>Is told about each request of the call; null if nobody wants to know.</summary>
    public Action<SoraRequestDiagnostics>? Observer { get; init; }

    /// <summary>True if the body of the response is read slowly, as fast as a pipeline takes the elements of a list.</summary>
    public bool ReadsAhead { get; init; }

    /// <summary>Where the next request of the call goes.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>The same without what must not be shown.</summary>
    public Uri DisplayUri { get; private set; } = null!;

    /// <summary>True after a redirect: one server has the request already.</summary>
    public bool IsRedirected { get; private set; }

    /// <summary>True if the server may have the request: there was a connection to write it to.</summary>
    public bool HasBeenSent { get; private set; }

    /// <summary>False for a request that leaves the origin of the client's address. It carries nothing that identifies the caller.</summary>
    public bool IsSameOrigin { get; private set; }

    /// <summary>What the next request says of the caller and the client, as names and values of headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; set; } = Array.Empty<KeyValuePair<string, string>>();

    /// <summary>How many redirects were followed.</summary>
    public int RedirectCount => _visited.Count - 1;

    /// <summary>The address that the client was made for.</summary>
    public Uri StartUri { get; private set; } = null!;

    /// <summary>Makes the call's next request go to the client's own address.</summary>
    public void Start(Uri uri)
    {
        _visited.Clear();
        StartUri = uri;
        MoveTo(uri, uri, isRedirected: false, isSameOrigin: true);
    }

    /// <summary>Makes the call's next request go to where a redirect leads.</summary>
    public void Redirect(Uri uri, Uri displayUri, bool isSameOrigin) => MoveTo(uri, displayUri, isRedirected: true, isSameOrigin);

    /// <summary>True if a request of the call went to that address.</summary>
    public bool HasVisited(Uri uri) => _visited.Contains(GetRequestUrl(uri));

    /// <summary>The call's next request. A message is sent once.</summary>
    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Uri) { Content = new RequestContent(Body ?? Array.Empty<byte>(), () => HasBeenSent = true) };
        request.Headers.ExpectContinue = false;
        request.Headers.Add(SoraClient.TargetHeader, Operation.Target);
        foreach (var header in Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (Body is not null)
        {
            request.Content.Headers.ContentType = Json;
        }

        return request;
    }

    /// <summary>Cancelled by the caller, by the disposal of the client, and by whoever disposes it.</summary>
    public CancellationTokenSource CreateCancellation() => CancellationTokenSource.CreateLinkedTokenSource(Caller, _closed);

    /// <summary>A call that was ended on purpose is no failure of the server.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public void ThrowIfEnded() => ThrowIfEnded(Caller, _closed);

    /// <inheritdoc cref="ThrowIfEnded()"/>
    public static void ThrowIfEnded(CancellationToken caller, CancellationToken closed)
    {
        caller.ThrowIfCancellationRequested();
        if (closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(SoraClient));
        }
    }

    /// <summary>True if the call was ended on purpose.</summary>
    public bool IsEnded => Caller.IsCancellationRequested || _closed.IsCancellationRequested;

    private static string GetRequestUrl(Uri uri) => uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private void MoveTo(Uri uri, Uri displayUri, bool isRedirected, bool isSameOrigin)
    {
        (Uri, DisplayUri, IsRedirected, IsSameOrigin, HasBeenSent) = (uri, displayUri, isRedirected, isSameOrigin, false);
        _visited.Add(GetRequestUrl(uri));
    }
}
