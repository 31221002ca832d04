using System.Net.Sockets;
using System.Text;

namespace SoraPS;

/// <summary>
/// Serves one TCP connection of the simulator: reads one HTTP/1.1 request after the other, answers each, and closes the connection where a real
/// Sora does. The limits are the defaults of its HTTP server, Cowboy (sora-api 1 and 10).
/// </summary>
internal sealed class HttpConnectionHandler
{
    private const int MaximumRequests = 1000;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly SoraSimulator _simulator;
    private readonly Socket _socket;
    private readonly HttpRequestReader _reader;
    private readonly HttpResponseWriter _writer;

    public HttpConnectionHandler(SoraSimulator simulator, Socket socket, Stream stream)
    {
        _simulator = simulator;
        _socket = socket;
        _reader = new HttpRequestReader(stream, simulator.Stopped);
        _writer = new HttpResponseWriter(stream, simulator.Options.CorsOrigin);
    }

    /// <summary>Serves requests until the client, the simulator or a limit ends the connection. The caller closes the socket.</summary>
    public async Task RunAsync()
    {
        for (int count = 1; await _reader.WaitForRequestAsync().ConfigureAwait(false); count++)
        {
            var head = await _reader.ReadHeadAsync().ConfigureAwait(false);
            var answer = head is null ? new Answer(SimulatorResponse.Rejection(408)) : await AnswerAsync(head).ConfigureAwait(false);
            if (answer.Response is not { } response)
            {
                return;
            }

            bool close = !answer.KeepAlive || answer.CutShort || response.Close || count == MaximumRequests;
            int bodyLength = head?.Method == "HEAD" ? 0 : answer.CutShort ? response.Body.Length / 2 : response.Body.Length;
            await _writer.WriteAsync(response, close, bodyLength).ConfigureAwait(false);
            if (close)
            {
                await LingerAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<Answer> AnswerAsync(HttpRequestHead head)
    {
        if (head.RejectionStatus is { } status)
        {
            return new Answer(SimulatorResponse.Rejection(status));
        }

        var early = AnswerWithoutBody(head);
        if (early is not null && (head.IsChunked || head.ContentLength > _reader.BufferedLength) && !_simulator.HasFaults)
        {
            // The request is refused whatever its body is, so the rest of the body is not awaited.
            Record(head, string.Empty).StatusCode = early.Status;
            return new Answer(early);
        }

        if (head.ExpectsContinue)
        {
            await _writer.WriteContinueAsync().ConfigureAwait(false);
        }

        var body = await _reader.ReadBodyAsync(head).ConfigureAwait(false);
        var request = Record(head, body is null ? string.Empty : Encoding.UTF8.GetString(body));
        var (fault, faultResponse) = _simulator.FindFault(head.Target ?? string.Empty, body ?? Array.Empty<byte>());
        bool isDispatched = fault is null or { Drop: false, HasResponse: false } or { TakesEffect: true };
        var usualResponse = isDispatched ? early ?? Dispatch(head, body) : null;
        var response = fault is { Drop: true } ? null : faultResponse ?? usualResponse;
        request.StatusCode = response?.Status ?? 0;
        await DelayAsync(fault).ConfigureAwait(false);
        return new Answer(response, body is not null && head.KeepAlive, fault is { CutShort: true });
    }

    private SoraSimulatorRequest Record(HttpRequestHead head, string body)
    {
        var request = new SoraSimulatorRequest(_simulator.Options.ValueConverter, head.Method, head.Path, head.Headers, body);
        _simulator.AddRequest(request);
        return request;
    }

    /// <summary>What is answered before Sora's own dispatch: by a proxy that demands a token, by the router, and to CORS preflight requests. Null if the request goes on.</summary>
    private SimulatorResponse? AnswerWithoutBody(HttpRequestHead head)
    {
        var options = _simulator.Options;
        if (head.Path.Split('?')[0] != options.Path)
        {
            return SimulatorResponse.Empty(404);
        }

        bool isAuthorized = options.Token is null || (head.Headers.TryGetValue("authorization", out string? sent) && sent == "Bearer " + options.Token);
        if (!isAuthorized)
        {
            return SimulatorResponse.PlainText(401, "Unauthorized\n");
        }

        bool isPreflight = options.CorsOrigin is not null && head.Method == "OPTIONS";
        return isPreflight ? SimulatorResponse.Empty(200) : RequestDispatcher.AnswerWithoutBody(head.Method, head.Target);
    }

    private SimulatorResponse Dispatch(HttpRequestHead head, byte[]? body) => body is null
        ? SimulatorResponse.Json(413, Encoding.ASCII.GetBytes("{\"error_type\":\"PayloadTooLarge\"}"))
        : _simulator.Dispatch(head.Target ?? string.Empty, body);

    private async Task DelayAsync(SoraSimulatorFault? fault)
    {
        int delay = _simulator.LatencyMilliseconds + (fault?.DelayMilliseconds ?? 0);
        if (delay > 0)
        {
            await Task.Delay(delay, _simulator.Stopped).ConfigureAwait(false);
        }
    }

    /// <summary>Reads for a moment before the connection is closed: closing a socket with unread data resets the connection, and the client might lose the response.</summary>
    private async Task LingerAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        await _reader.DiscardAsync(LingerTime).ConfigureAwait(false);
    }

    /// <summary>What is sent for a request. Without a response the connection is closed; with <c>CutShort</c> half of the body is sent.</summary>
    private sealed record Answer(SimulatorResponse? Response, bool KeepAlive = false, bool CutShort = false);
}
