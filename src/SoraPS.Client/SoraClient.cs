using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SoraPS.Http;

namespace SoraPS;

/// <summary>
/// The HTTP API of one Sora server. Safe for use by several threads. Every call throws <see cref="SoraApiException"/> when it fails,
/// <see cref="ArgumentException"/> for a request that must not be sent, <see cref="OperationCanceledException"/> when its token is cancelled,
/// and <see cref="ObjectDisposedException"/> when the client is disposed.
/// </summary>
public sealed class SoraClient : IDisposable
{
    internal const string TargetHeader = "x-sora-target";

    // Of a raw response, which is a string in memory in any case.
    private const int MaximumRawBytes = 256 * 1024 * 1024;

    private readonly SoraClientOptions _options;
    private readonly ExceptionMapper _exceptions;
    private readonly HttpTransport _transport;
    private readonly HttpStage _pipeline;
    private readonly Action<SoraRequestDiagnostics>? _observer;
    private readonly int _maximumRetryCount;

    // Never disposed: it has no timer, and calls may still hold its token.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _closed;
#pragma warning restore CA2213

    /// <summary>Creates a client; nothing is sent before the first call.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or would send a secret unencrypted.</exception>
    public SoraClient(SoraClientOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        options.Validate();
        var redactor = new SecretRedactor(options);
        _exceptions = new ExceptionMapper(options, redactor);
        _transport = new HttpTransport(options);
        _pipeline = HttpPipeline.Create(options, _transport, redactor, _exceptions);
        _maximumRetryCount = options.MaximumRetryCount;
        _closed = new CancellationTokenSource();
    }

    private SoraClient(SoraClient other, Action<SoraRequestDiagnostics>? observer, int maximumRetryCount)
    {
        (_options, _exceptions, _transport, _pipeline, _closed) = (other._options, other._exceptions, other._transport, other._pipeline, other._closed);
        (_observer, _maximumRetryCount) = (observer, maximumRetryCount);
    }

    /// <summary>Creates a client for a server that needs no secret.</summary>
    public SoraClient(Uri uri)
        : this(new SoraClientOptions(uri))
    {
    }

    /// <summary>The address of the API.</summary>
    public Uri Uri => _options.Uri;

    /// <summary>Cancelled when the client is disposed.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Requests a list, or an object where the operation answers with one. Objects are delivered while the response is still arriving; leaving the loop early closes the connection.</summary>
    /// <param name="operation">A row of <see cref="SoraOperations"/>.</param>
    /// <param name="request">The body; null sends none.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(SoraListOperation<T> operation, SoraRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in ListBatchesAsync(operation, request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in batch)
            {
                HttpCall.ThrowIfEnded(cancellationToken, _closed.Token);
                yield return item;
            }
        }
    }

    /// <summary>The same as <see cref="ListAsync"/>, in batches: all objects that have arrived at once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<T>> ListBatchesAsync<T>(SoraListOperation<T> operation, SoraRequest? request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _pipeline.SendAsync(CreateCall(operation, GetBody(operation, request), cancellationToken, readsAhead: true)).ConfigureAwait(false);
        var read = operation.Elements(_options.Json);
        if (!operation.AnswersList && await PeekAsync(response).ConfigureAwait(false) is not (byte)'[')
        {
            yield return Complete(await ReadAsync(ReadOneAsync(response, read), response).ConfigureAwait(false), request, isList: false);
            yield break;
        }

        await foreach (var batch in ReadElementsAsync(response, read).ConfigureAwait(false))
        {
            yield return Complete(batch, request, operation.AnswersList);
        }
    }

    /// <summary>Calls an operation that answers with one object. A change that is answered without a body has succeeded: the object then has what was requested.</summary>
    /// <param name="operation">A row of <see cref="SoraOperations"/>.</param>
    /// <param name="request">The body; null for one without keys.</param>
    /// <param name="cancellationToken">Ends the call at once; a change may have taken effect all the same.</param>
    public async Task<T> CallAsync<T>(SoraOperation<T> operation, SoraRequest? request = null, CancellationToken cancellationToken = default)
        where T : SoraAnswer
    {
        request ??= new SoraRequest(operation ?? throw new ArgumentNullException(nameof(operation)));
        using var response = await _pipeline.SendAsync(CreateCall(operation, GetBody(operation, request), cancellationToken)).ConfigureAwait(false);
        try
        {
            response.MaximumBytes = SoraJson.MaximumValue;
            byte[] body = await response.ReadToEndAsync(int.MaxValue).ConfigureAwait(false);
            return ReadAnswer(operation, request, body);
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            throw _exceptions.WhileReading(e, response);
        }
    }

    /// <summary>Calls any operation. The elements of an array are delivered one by one while they arrive; any other value as one; an empty body as none.</summary>
    /// <param name="operation">What <see cref="SoraOperations.Find"/> returned.</param>
    /// <param name="json">The body, any JSON in UTF-8; null sends none.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    public async IAsyncEnumerable<object?> InvokeAsync(SoraOperation operation, byte[]? json = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in InvokeBatchesAsync(operation, json, _options.Json, cancellationToken).ConfigureAwait(false))
        {
            foreach (object? item in batch)
            {
                HttpCall.ThrowIfEnded(cancellationToken, _closed.Token);
                yield return item;
            }
        }
    }

    /// <summary>The same as <see cref="InvokeAsync"/>, in batches: all values that have arrived at once.</summary>
    /// <param name="operation">What <see cref="SoraOperations.Find"/> returned.</param>
    /// <param name="json">The body, any JSON in UTF-8; null sends none.</param>
    /// <param name="reader">Reads the values.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    public async IAsyncEnumerable<IReadOnlyList<object?>> InvokeBatchesAsync(SoraOperation operation, byte[]? json, SoraJson reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _pipeline.SendAsync(CreateCall(operation, json, cancellationToken, readsAhead: true)).ConfigureAwait(false);
        var first = await PeekAsync(response).ConfigureAwait(false);
        if (first == (byte)'[')
        {
            await foreach (var batch in ReadElementsAsync(response, reader.CreateValueReader()).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        else if (first is not null)
        {
            yield return new[] { await ReadAsync(ReadValueAsync(response, reader), response).ConfigureAwait(false) };
        }
    }

    /// <summary>Calls any operation and returns the text of its response, whatever it is.</summary>
    /// <inheritdoc cref="InvokeAsync"/>
    public async Task<string> InvokeRawAsync(SoraOperation operation, byte[]? json = null, CancellationToken cancellationToken = default)
    {
        using var response = await _pipeline.SendAsync(CreateCall(operation, json, cancellationToken)).ConfigureAwait(false);
        response.MaximumBytes = MaximumRawBytes;
        return System.Text.Encoding.UTF8.GetString(await ReadAsync(response.ReadToEndAsync(int.MaxValue), response).ConfigureAwait(false));
    }

    /// <summary>The same client, on the same connections, that tells one more observer about each request, on any thread.</summary>
    public SoraClient WithObserver(Action<SoraRequestDiagnostics> observer) => new(this, _observer + observer, _maximumRetryCount);

    /// <summary>The same client, on the same connections, that repeats no request: for callers that ask again in any case.</summary>
    public SoraClient WithoutRetries() => new(this, _observer, 0);

    /// <summary>The request as a command line of curl.</summary>
    /// <exception cref="ArgumentException">It must not be sent.</exception>
    public string ToCurl(SoraOperation operation, SoraRequest? request) => ToCurl(operation, GetBody(operation, request));

    /// <inheritdoc cref="ToCurl(SoraOperation, SoraRequest)"/>
    public string ToCurl(SoraOperation operation, byte[]? json) => CurlCommand.Of(_options, operation, json);

    /// <summary>Closes the connections. Calls that are under way end with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _transport.Dispose();
    }

    /// <summary>Gives answers the ids of the request that they do not repeat; and statistics, unless they are a list, whose elements have them.</summary>
    private static IReadOnlyList<T> Complete<T>(IReadOnlyList<T> items, SoraRequest? request, bool isList)
    {
        if (request is not null && !isList)
        {
            items.OfType<SoraStatistics>().ToList().ForEach(statistics => statistics.Complete(request));
        }

        if (request is not null && typeof(SoraAnswer).IsAssignableFrom(typeof(T)))
        {
            items.OfType<SoraAnswer>().ToList().ForEach(answer => answer.Complete(request));
        }

        return items;
    }

    private static byte[]? GetBody(SoraOperation operation, SoraRequest? request)
    {
        request ??= new SoraRequest(operation ?? throw new ArgumentNullException(nameof(operation)));
        return request.Operation == operation ? request.ToUtf8() : throw new ArgumentException(string.Format(Strings.Culture, Strings.RequestOfOtherOperation, request.Operation.Target, operation.Target));
    }

    private HttpCall CreateCall(SoraOperation operation, byte[]? body, CancellationToken cancellationToken, bool readsAhead = false) =>
        _options.IsIncomplete ? throw new ArgumentException(Strings.SecretNotRead) : new(operation ?? throw new ArgumentNullException(nameof(operation)), body, cancellationToken, _closed.Token)
        {
            MaximumRetryCount = _maximumRetryCount,
            Observer = _observer,
            ReadsAhead = readsAhead,
        };

    private T ReadAnswer<T>(SoraOperation<T> operation, SoraRequest request, byte[] body)
        where T : SoraAnswer
    {
        int start = SoraResponse.IndexOfValue(body, 0, body.Length);
        bool isEmpty = start < 0;
        var json = isEmpty && operation.Changes ? new ArraySegment<byte>(request.ToEcho()) : new ArraySegment<byte>(body, Math.Max(0, start), body.Length - Math.Max(0, start));
        var answer = operation.Reader is { } reader ? Read(json, reader(_options.Json)) : Deserialize<T>(json, _options.Json.TypeOf<T>());

        // An operation whose response is not known for certain may be answered in another way.
        bool isCertain = operation.Certainty![operation.Certainty.Length - 1] == 'A';
        if (answer is null || (isCertain && !isEmpty && !answer.IsAnswer))
        {
            throw new JsonException(string.Format(Strings.Culture, Strings.AnswerIncomplete, operation.Name));
        }

        answer.Complete(request);
        if (operation.Changes && answer is SoraChangeAnswer change)
        {
            change.At = DateTime.Now;
        }

        return answer;
    }

    /// <summary>The first byte of the value; null for no value. Only a list may then be longer than <see cref="SoraJson.MaximumValue"/>.</summary>
    private async Task<byte?> PeekAsync(SoraResponse response)
    {
        response.MaximumBytes = SoraJson.MaximumValue;
        var first = await ReadAsync(response.PeekAsync(), response).ConfigureAwait(false);
        response.MaximumBytes = first == (byte)'[' ? long.MaxValue : SoraJson.MaximumValue;
        return first;
    }

    /// <exception cref="EndOfStreamException">The JSON is cut off.</exception>
    /// <exception cref="JsonException">It is invalid.</exception>
    private static async Task<IReadOnlyList<T>> ReadOneAsync<T>(SoraResponse response, ReadElement<T> read)
    {
        byte[] body = await response.ReadToEndAsync(int.MaxValue).ConfigureAwait(false);
        int start = Math.Max(0, SoraResponse.IndexOfValue(body, 0, body.Length));
        try
        {
            return new[] { SoraJson.Read(read, new ArraySegment<byte>(body, start, body.Length - start)) };
        }
        catch (JsonException) when (SoraJson.IsCutOff(new ReadOnlySpan<byte>(body).Slice(start)))
        {
            throw new EndOfStreamException(Strings.EndMissing);
        }
    }

    private static async Task<object?> ReadValueAsync(SoraResponse response, SoraJson reader)
    {
        byte[] body = await response.ReadToEndAsync(int.MaxValue).ConfigureAwait(false);
        return Deserialize(new ReadOnlySpan<byte>(body).Slice(Math.Max(0, SoraResponse.IndexOfValue(body, 0, body.Length))), reader.TypeOf<object>());
    }

    /// <exception cref="EndOfStreamException">The JSON is cut off.</exception>
    /// <exception cref="JsonException">It is invalid.</exception>
    private static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException) when (SoraJson.IsCutOff(json))
        {
            throw new EndOfStreamException(Strings.EndMissing);
        }
    }

    /// <inheritdoc cref="Deserialize"/>
    private static T Read<T>(ArraySegment<byte> json, ReadElement<T> read)
    {
        try
        {
            return SoraJson.Read(read, json);
        }
        catch (JsonException) when (SoraJson.IsCutOff(json))
        {
            throw new EndOfStreamException(Strings.EndMissing);
        }
    }

    private async Task<T> ReadAsync<T>(Task<T> reading, SoraResponse response, long? received = null)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            throw _exceptions.WhileReading(e, response, received);
        }
    }

    /// <summary>While the caller handles one batch, the next is read in the background, but not more than that.</summary>
    private async IAsyncEnumerable<IReadOnlyList<T>> ReadElementsAsync<T>(SoraResponse response, ReadElement<T> read)
    {
        using var list = new JsonArrayReader<T>(response, read);
        var next = list.ReadAsync(response.Token);
        long received = 0;
        try
        {
            while (await ReadAsync(next, response, received).ConfigureAwait(false) is { } batch)
            {
                received += batch.Count;
                response.IsAwaited = false;
                next = Task.Run(() => list.ReadAsync(response.Token), CancellationToken.None);
                yield return batch;
                response.IsAwaited = true;
            }
        }
        finally
        {
            if (!next.IsCompleted)
            {
                response.Cancel();
            }

            await Task.WhenAny(next).ConfigureAwait(false);
            _ = next.Exception; // The caller has left the loop, and does not want it any more.
        }
    }
}
