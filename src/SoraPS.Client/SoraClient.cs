using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace SoraPS;

/// <summary>
/// The HTTP API of one Sora server. Safe for use by several threads. Every call throws <see cref="SoraApiException"/> when it fails,
/// <see cref="ArgumentException"/> for a request that must not be sent, <see cref="OperationCanceledException"/> when its token is cancelled,
/// and <see cref="ObjectDisposedException"/> when the client is disposed.
/// </summary>
public sealed class SoraClient : IDisposable
{
    internal const string TargetHeader = "x-sora-target";
    private const int MaximumRedirects = 5;

    // Of a raw answer, which is a text in memory in any case.
    private const int MaximumText = 256 * 1024 * 1024;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Agent = new("SoraPS", typeof(SoraClient).Assembly.GetName().Version!.ToString(3));

    private readonly SoraClientOptions _options;
    private readonly Secrets _secrets;
    private readonly HttpClient _http;

    // For where redirects lead: connections that show no client certificate. The origin decides, not the host, and .NET does not tell a handler the port.
    private readonly HttpClient _elsewhere;

    private readonly Action<SoraExchange>? _observer;
    private readonly int _maximumRetries;

    // Never disposed: it has no timer, and calls may still hold its token.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _closed;
#pragma warning restore CA2213

    /// <summary>Makes a client; nothing is sent before the first call.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or would send a secret in the clear.</exception>
    public SoraClient(SoraClientOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        options.Validate();
        _secrets = new Secrets(options);
        _http = Http(options, options.Certificate);
        _elsewhere = options.Certificate is null ? _http : Http(options, null);
        _maximumRetries = options.MaximumRetryCount;
        _closed = new CancellationTokenSource();
    }

    private SoraClient(SoraClient other, Action<SoraExchange>? observer, int maximumRetries)
    {
        (_options, _secrets, _http, _elsewhere, _closed) = (other._options, other._secrets, other._http, other._elsewhere, other._closed);
        (_observer, _maximumRetries) = (observer, maximumRetries);
    }

    /// <summary>Makes a client for a server that needs no secret.</summary>
    public SoraClient(Uri uri)
        : this(new SoraClientOptions(uri))
    {
    }

    /// <summary>The address of the API.</summary>
    public Uri Uri => _options.Uri;

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Asks for a list. Objects are delivered while the answer is still arriving; leaving the loop early closes the connection.</summary>
    /// <param name="operation">A row of <see cref="SoraOperations"/>.</param>
    /// <param name="request">The body; null sends none.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(SoraListOperation<T> operation, SoraRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var items in ListManyAsync(operation, request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items)
            {
                Silence.ThrowIfEnded(cancellationToken, _closed.Token);
                yield return item;
            }
        }
    }

    /// <summary>Calls an operation that answers with one object. What a change answers without a body is a success: it then has what was asked for.</summary>
    /// <param name="operation">A row of <see cref="SoraOperations"/>.</param>
    /// <param name="request">The body; null for one without keys.</param>
    /// <param name="cancellationToken">Ends the call at once; a change may have taken effect all the same.</param>
    public async Task<T> CallAsync<T>(SoraOperation<T> operation, SoraRequest? request = null, CancellationToken cancellationToken = default)
        where T : SoraAnswer
    {
        request ??= new SoraRequest(operation ?? throw new ArgumentNullException(nameof(operation)));
        using var response = await SendAsync(operation, Body(operation, request), cancellationToken).ConfigureAwait(false);
        response.MaximumBytes = SoraJson.MaximumValue;
        var type = _options.Json.TypeOf<T>();
        bool isEmpty = await InBodyAsync(response.PeekAsync(), operation, response).ConfigureAwait(false) is null;
        var answer = isEmpty && operation.Changes
            ? JsonSerializer.Deserialize(request.ToEcho(), type)
            : await InBodyAsync(JsonSerializer.DeserializeAsync(response, type, response.Silence.Token).AsTask(), operation, response).ConfigureAwait(false);
        // What nobody knows for certain may be answered otherwise.
        bool certain = operation.Certainty![operation.Certainty.Length - 1] == 'A';
        if (answer is null || (certain && !isEmpty && !answer.IsAnswer))
        {
            throw Failure.InBody(new JsonException(string.Format(Strings.Culture, Strings.AnswerIncomplete, operation.Name)), operation, response);
        }

        answer.Complete(request);
        return answer;
    }

    /// <summary>Calls any operation. The elements of an array are delivered one by one while they arrive; any other value as one; an empty body as none.</summary>
    /// <param name="operation">What <see cref="SoraOperations.Find"/> returned.</param>
    /// <param name="json">The body, any JSON in UTF-8; null sends none.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    public async IAsyncEnumerable<object?> InvokeAsync(SoraOperation operation, byte[]? json = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var items in InvokeManyAsync(operation, json, _options.Json, cancellationToken).ConfigureAwait(false))
        {
            foreach (object? item in items)
            {
                Silence.ThrowIfEnded(cancellationToken, _closed.Token);
                yield return item;
            }
        }
    }

    /// <summary>Calls any operation and returns the text of its answer, whatever it is.</summary>
    /// <inheritdoc cref="InvokeAsync"/>
    public async Task<string> InvokeRawAsync(SoraOperation operation, byte[]? json = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(operation, json, cancellationToken).ConfigureAwait(false);
        response.MaximumBytes = MaximumText;
        return System.Text.Encoding.UTF8.GetString(await InBodyAsync(response.ReadToEndAsync(int.MaxValue), operation, response).ConfigureAwait(false));
    }

    /// <summary>The same client, on the same connections, that tells about each request, on any thread.</summary>
    public SoraClient Observed(Action<SoraExchange> observer) => new(this, observer, _maximumRetries);

    /// <summary>The same client, on the same connections, that repeats nothing: for those who will ask again anyway.</summary>
    public SoraClient WithoutRetries() => new(this, _observer, 0);

    /// <summary>What would be sent, as a command line of curl.</summary>
    /// <exception cref="ArgumentException">It must not be sent.</exception>
    public string ToCurl(SoraOperation operation, SoraRequest? request) => ToCurl(operation, Body(operation, request));

    /// <inheritdoc cref="ToCurl(SoraOperation, SoraRequest)"/>
    public string ToCurl(SoraOperation operation, byte[]? json) => Curl.Of(_options, operation, json);

    /// <summary>The same as <see cref="ListAsync"/>, as many at once as are here.</summary>
    public async IAsyncEnumerable<IReadOnlyList<T>> ListManyAsync<T>(SoraListOperation<T> operation, SoraRequest? request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(operation, Body(operation, request), cancellationToken).ConfigureAwait(false);
        await foreach (var items in ElementsAsync(operation, response, operation.Elements(_options.Json)).ConfigureAwait(false))
        {
            yield return items;
        }
    }

    /// <summary>The same as <see cref="InvokeAsync"/>, as many at once as are here, read in a way of the caller's.</summary>
    public async IAsyncEnumerable<IReadOnlyList<object?>> InvokeManyAsync(SoraOperation operation, byte[]? json, SoraJson reading, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(operation, json, cancellationToken).ConfigureAwait(false);
        response.MaximumBytes = SoraJson.MaximumValue;
        var first = await InBodyAsync(response.PeekAsync(), operation, response).ConfigureAwait(false);
        if (first == (byte)'[')
        {
            response.MaximumBytes = long.MaxValue;
            await foreach (var items in ElementsAsync(operation, response, reading.Values()).ConfigureAwait(false))
            {
                yield return items;
            }
        }
        else if (first is not null)
        {
            var value = JsonSerializer.DeserializeAsync(response, reading.TypeOf<object>(), response.Silence.Token).AsTask();
            yield return new[] { await InBodyAsync(value, operation, response).ConfigureAwait(false) };
        }
    }

    /// <summary>Closes the connections. Calls that are under way end with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _http.Dispose();
        _elsewhere.Dispose();
    }

    private static HttpClient Http(SoraClientOptions options, X509Certificate2? certificate) =>
        new(Handlers.Create(options, certificate)) { Timeout = Timeout.InfiniteTimeSpan };

    private static async Task<T> InBodyAsync<T>(Task<T> reading, SoraOperation operation, SoraResponse response)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            throw Failure.InBody(e, operation, response);
        }
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static byte[]? Body(SoraOperation operation, SoraRequest? request)
    {
        request ??= new SoraRequest(operation ?? throw new ArgumentNullException(nameof(operation)));
        return request.Operation == operation ? request.ToUtf8() : throw new ArgumentException(string.Format(Strings.Culture, Strings.RequestOfOtherOperation, request.Operation.Target, operation.Target));
    }

    /// <summary>While the caller is busy with what has come, what comes next is read in the background, but no more than that.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<T>> ElementsAsync<T>(SoraOperation operation, SoraResponse response, ReadElement<T> read)
    {
        using var list = new JsonListReader<T>(response, read);
        var next = list.ReadAsync(response.Silence.Token);
        try
        {
            while (await InBodyAsync(next, operation, response).ConfigureAwait(false) is { } elements)
            {
                response.Silence.Awaited = false;
                next = Task.Run(() => list.ReadAsync(response.Silence.Token), CancellationToken.None);
                yield return elements;
                response.Silence.Awaited = true;
            }
        }
        finally
        {
            if (!next.IsCompleted)
            {
                response.Silence.Cancel();
            }

            await Task.WhenAny(next).ConfigureAwait(false);
            _ = next.Exception; // nobody wants it any more
        }
    }

    /// <summary>The one way to the server: repeats where <see cref="RetryPolicy"/> allows it, and returns a successful answer or throws.</summary>
    private async Task<SoraResponse> SendAsync(SoraOperation operation, byte[]? body, CancellationToken cancellationToken)
    {
        if (operation is null)
        {
            throw new ArgumentNullException(nameof(operation));
        }

        for (int attempt = 0; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                return await SendOnceAsync(operation, body, cancellationToken).ConfigureAwait(false);
            }
            catch (SoraApiException e) when (attempt < _maximumRetries && RetryPolicy.Allows(e, operation))
            {
                pause = RetryPolicy.Pause(e, _options.RetryInterval, attempt);
            }

            using var silence = new Silence(TimeSpan.Zero, cancellationToken, _closed.Token);
            try
            {
                await Task.Delay(pause, silence.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                silence.ThrowIfEnded();
            }
        }
    }

    private async Task<SoraResponse> SendOnceAsync(SoraOperation operation, byte[]? body, CancellationToken cancellationToken)
    {
        var uri = _options.Uri;
        for (int redirects = 0; ; redirects++)
        {
            var response = await SendToAsync(uri, redirects > 0, operation, body, cancellationToken).ConfigureAwait(false);
            if (response.Message.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                uri = (int)response.Message.StatusCode is 307 or 308 && redirects < MaximumRedirects ? Next(uri, response.Message.Headers.Location) : null;
                if (uri is null)
                {
                    throw await Refusal.ReadAsync(response, operation, body is not null).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<SoraResponse> SendToAsync(Uri uri, bool redirected, SoraOperation operation, byte[]? body, CancellationToken cancellationToken)
    {
        var silence = new Silence(_options.OperationTimeout, cancellationToken, _closed.Token);
        var shown = redirected ? _secrets.Hide(uri) : uri;
        var clock = _observer is null ? null : new ExchangeClock(_observer, operation, shown, body?.Length ?? 0);
        bool answered = false;
        try
        {
            silence.ThrowIfEnded();
            using var request = Request(operation, body, uri);
            silence.Begin();
            var message = await (SameOrigin(uri, _options.Uri) ? _http : _elsewhere).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            silence.End();
            var response = await SoraResponse.OpenAsync(shown, message, silence, _secrets, _options.Patience, clock).ConfigureAwait(false);
            answered = true;
            return response;
        }
        catch (Exception e) when (Failure.IsOfSending(e))
        {
            silence.ThrowIfEnded();
            throw Failure.BeforeAnswer(e, operation, shown, silence.TimedOut, redirected, _secrets);
        }
        finally
        {
            if (!answered)
            {
                clock?.Stop(null, 0);
                silence.Dispose();
            }
        }
    }

    private static Uri? Next(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var next))
        {
            return null;
        }

        return (next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps) && next.UserInfo.Length == 0 ? next : null;
    }

    private HttpRequestMessage Request(SoraOperation operation, byte[]? body, Uri uri)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new Upload(body ?? Array.Empty<byte>()) };
        request.Headers.ExpectContinue = false;
        if (body is not null)
        {
            request.Content.Headers.ContentType = Json;
        }

        if (SameOrigin(uri, _options.Uri))
        {
            _options.AddTo(request.Headers);
        }

        if (!request.Headers.Contains("Accept"))
        {
            request.Headers.Accept.Add(Json);
        }

        if (!request.Headers.Contains("User-Agent"))
        {
            request.Headers.UserAgent.Add(Agent);
        }

        request.Headers.Add(TargetHeader, operation.Target);
        return request;
    }
}
