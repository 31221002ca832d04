using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SoraPS;

/// <summary>The HTTP/1.1 of one TCP connection, with the limits and manners of Cowboy's defaults (sora-api 1 and 10).</summary>
internal sealed class Conversation
{
    private const int RequestsPerConnection = 1000;
    private const int MaximumHeaderValue = 4096;
    private const int MaximumHead = 256 * 1024;
    private const int MaximumBody = 8_000_000;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<int, string> Phrases = new()
    {
        [200] = "OK",
        [204] = "No Content",
        [307] = "Temporary Redirect",
        [308] = "Permanent Redirect",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "Not Found",
        [408] = "Request Timeout",
        [413] = "Request Entity Too Large",
        [429] = "Too Many Requests",
        [431] = "Request Header Fields Too Large",
        [500] = "Internal Server Error",
        [502] = "Bad Gateway",
        [503] = "Service Unavailable",
        [504] = "Gateway Timeout",
    };

    private readonly SoraSimulator _simulator;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16384];
    private int _start;
    private int _end;

    public Conversation(SoraSimulator simulator, Socket socket, Stream stream)
    {
        _simulator = simulator;
        _socket = socket;
        _stream = stream;
    }

    public async Task RunAsync()
    {
        for (int served = 1; await FillAsync(DateTime.UtcNow + RequestTimeout).ConfigureAwait(false); served++)
        {
            var head = await ReadHeadAsync().ConfigureAwait(false);
            var (reply, keep, part) = head is null ? (Reply.BareClose(408), false, Part.Whole) : await AnswerAsync(head).ConfigureAwait(false);
            if (part == Part.Nothing)
            {
                return;
            }

            bool close = !keep || reply.Close || part == Part.Half || served == RequestsPerConnection;
            await WriteAsync(reply, close, head?.Method == "HEAD" ? Part.Nothing : part).ConfigureAwait(false);
            if (close)
            {
                await LingerAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<(Reply Reply, bool Keep, Part Part)> AnswerAsync(Head head)
    {
        if (head.Problem is { } status)
        {
            return (Reply.BareClose(status), false, Part.Whole);
        }

        string target = head.Headers.TryGetValue(SoraClient.TargetHeader, out string? named) ? named : string.Empty;
        var early = Early(head, named);
        if (early is not null && (head.Chunked || head.Length > _end - _start) && !_simulator.HasFaults)
        {
            // What is refused without its body is not waited for.
            Remember(head, string.Empty).StatusCode = early.Status;
            return (early, false, Part.Whole);
        }

        var body = await ReadBodyAsync(head).ConfigureAwait(false);
        var request = Remember(head, body is null ? string.Empty : Encoding.UTF8.GetString(body));
        Reply Usual() => early ?? (body is null
            ? Reply.Json(413, Encoding.ASCII.GetBytes("{\"error_type\":\"PayloadTooLarge\"}"))
            : _simulator.Answer(target, body));
        var (fault, other) = _simulator.FaultFor(target, body ?? Array.Empty<byte>());
        var usual = fault is null or { Drop: false, Answers: false } or { TakesEffect: true } ? Usual() : null;
        var reply = other ?? usual ?? Reply.Empty(0);
        request.StatusCode = fault is { Drop: true } ? 0 : reply.Status;
        int delay = _simulator.LatencyMilliseconds + (fault?.DelayMilliseconds ?? 0);
        if (delay > 0)
        {
            await Task.Delay(delay, _simulator.Stopped).ConfigureAwait(false);
        }

        return (reply, body is not null && head.KeepAlive, fault is { Drop: true } ? Part.Nothing : fault is { CutShort: true } ? Part.Half : Part.Whole);
    }

    private SoraSimulatorRequest Remember(Head head, string body)
    {
        var request = new SoraSimulatorRequest(_simulator.Options.Values, head.Method, head.Path, head.Headers, body);
        _simulator.Remember(request);
        return request;
    }

    /// <summary>What stands before Sora's dispatch: a proxy that asks for a token, the router, CORS.</summary>
    private Reply? Early(Head head, string? target)
    {
        var options = _simulator.Options;
        if (head.Path.Split('?')[0] != options.Path)
        {
            return Reply.Empty(404);
        }

        bool allowed = options.Token is null || (head.Headers.TryGetValue("authorization", out string? sent) && sent == "Bearer " + options.Token);
        if (!allowed)
        {
            return Reply.Text(401, "Unauthorized\n");
        }

        return options.CorsOrigin is not null && head.Method == "OPTIONS" ? Reply.Empty(200) : Dispatcher.BeforeBody(head.Method, target);
    }

    /// <summary>Null if the client stopped in the middle of it.</summary>
    private async Task<Head?> ReadHeadAsync()
    {
        var text = new StringBuilder();
        var deadline = DateTime.UtcNow + RequestTimeout;
        while (true)
        {
            string? line = await ReadLineAsync(deadline).ConfigureAwait(false);
            if (line is null)
            {
                return null;
            }

            if (line.Length == 0 && text.Length > 0)
            {
                return Head.Parse(text.ToString());
            }

            text.Append(line).Append('\n');
            if (text.Length > MaximumHead)
            {
                return new Head { Problem = 431 };
            }
        }
    }

    /// <summary>Null if it is too long; the rest of it is then still to come.</summary>
    private async Task<byte[]?> ReadBodyAsync(Head head)
    {
        if (head.Headers.TryGetValue("expect", out string? expected) && expected.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            var go = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
            await _stream.WriteAsync(go, 0, go.Length).ConfigureAwait(false);
        }

        using var body = new MemoryStream();
        if (!head.Chunked)
        {
            return head.Length > MaximumBody ? null : await CopyAsync(body, head.Length).ConfigureAwait(false);
        }

        while (true)
        {
            string size = await ReadLineAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false) ?? throw new IOException();
            if (!int.TryParse(size.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int length) || length < 0)
            {
                throw new IOException();
            }

            if (body.Length + length > MaximumBody)
            {
                return null;
            }

            await CopyAsync(body, length).ConfigureAwait(false);
            await ReadLineAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false);
            if (length == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async Task<byte[]> CopyAsync(MemoryStream body, long length)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(DateTime.UtcNow + BodyTimeout).ConfigureAwait(false))
            {
                throw new IOException();
            }

            int part = (int)Math.Min(length, _end - _start);
            body.Write(_buffer, _start, part);
            _start += part;
            length -= part;
        }

        return body.ToArray();
    }

    /// <summary>A line without its end; null if it does not come in time.</summary>
    private async Task<string?> ReadLineAsync(DateTime deadline)
    {
        using var line = new MemoryStream();
        while (line.Length <= MaximumHead)
        {
            if (_start == _end && !await FillAsync(deadline).ConfigureAwait(false))
            {
                return null;
            }

            int found = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            int stop = found < 0 ? _end : found;
            line.Write(_buffer, _start, stop - _start);
            _start = found < 0 ? stop : stop + 1;
            if (found >= 0)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
    }

    /// <summary>False at the end of the stream, or if nothing comes in time.</summary>
    private async Task<bool> FillAsync(DateTime deadline)
    {
        if (_start < _end)
        {
            return true;
        }

        var read = _stream.ReadAsync(_buffer, 0, _buffer.Length);
        if (!read.IsCompleted)
        {
            using var clock = CancellationTokenSource.CreateLinkedTokenSource(_simulator.Stopped);
            var limit = deadline - DateTime.UtcNow;
            var first = await Task.WhenAny(read, Task.Delay(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock.Token)).ConfigureAwait(false);
            clock.Cancel();
            if (first != read)
            {
                _ = read.ContinueWith(late => late.Exception, TaskScheduler.Default);
                return false;
            }
        }

        _start = 0;
        _end = await read.ConfigureAwait(false);
        return _end > 0;
    }

    private async Task WriteAsync(Reply reply, bool close, Part body)
    {
        var head = new StringBuilder("HTTP/1.1 " + reply.Status.ToString(CultureInfo.InvariantCulture) + " " + (Phrases.TryGetValue(reply.Status, out string? phrase) ? phrase : "Simulated") + "\r\n");
        void Header(string name, string? value) => head.Append(value is null ? string.Empty : name + ": " + value + "\r\n");
        if (_simulator.Options.CorsOrigin is { } origin && !reply.Bare)
        {
            Header("access-control-allow-headers", "Origin, X-Requested-With, Content-Type, Accept, x-sora-target");
            Header("access-control-allow-methods", "POST, OPTIONS");
            Header("access-control-allow-origin", origin);
            Header("access-control-max-age", "1000");
        }

        Header("connection", close ? "close" : null);
        Header("content-length", reply.Body.Length.ToString(CultureInfo.InvariantCulture));
        Header("content-type", reply.ContentType);
        Header("date", reply.Bare ? null : DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture));
        Header("server", reply.Bare ? null : "Cowboy");
        foreach (var header in reply.Headers)
        {
            Header(header.Key, header.Value);
        }

        var headBytes = Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
        int length = body == Part.Whole ? reply.Body.Length : body == Part.Half ? reply.Body.Length / 2 : 0;
        byte[] all = headBytes.Concat(reply.Body.Take(length)).ToArray();
        await _stream.WriteAsync(all, 0, all.Length).ConfigureAwait(false);
    }

    /// <summary>Reads on for a moment: closing with unread data would reset the connection, and the client might never see the answer.</summary>
    private async Task LingerAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        var until = DateTime.UtcNow + Lingering;
        do
        {
            _start = _end;
        }
        while (DateTime.UtcNow < until && await FillAsync(until).ConfigureAwait(false));
    }

    /// <summary>How much of an answer, or of its body, is sent.</summary>
    private enum Part
    {
        Whole,
        Half,
        Nothing,
    }

    private sealed class Head
    {
        public string Method { get; private init; } = string.Empty;

        public string Path { get; private init; } = string.Empty;

        public Dictionary<string, string> Headers { get; private init; } = new();

        public long Length { get; private init; }

        public bool Chunked { get; private init; }

        public bool KeepAlive { get; private init; }

        /// <summary>The status for a head that Cowboy itself refuses.</summary>
        public int? Problem { get; init; }

        public static Head Parse(string text)
        {
            var lines = text.TrimStart('\n').Split('\n');
            var request = lines[0].Split(' ');
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
            {
                int colon = line.IndexOf(':');
                if (colon <= 0)
                {
                    return new Head { Problem = 400 };
                }

                string value = line.Substring(colon + 1).Trim();
                if (value.Length > MaximumHeaderValue)
                {
                    return new Head { Problem = 431 };
                }

                headers[line.Substring(0, colon)] = value;
            }

            long length = 0;
            bool sane = request.Length == 3 && request[2].StartsWith("HTTP/1.", StringComparison.Ordinal) && headers.ContainsKey("host")
                && (!headers.TryGetValue("content-length", out string? given) || (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length >= 0));
            return sane
                ? new Head
                {
                    Method = request[0],
                    Path = request[1],
                    Headers = headers,
                    Length = length,
                    Chunked = headers.TryGetValue("transfer-encoding", out string? encoding) && encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase),
                    KeepAlive = request[2] == "HTTP/1.1" && !(headers.TryGetValue("connection", out string? connection) && connection.Split(',').Any(option => option.Trim().Equals("close", StringComparison.OrdinalIgnoreCase))),
                }
                : new Head { Problem = 400 };
        }
    }
}
