using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>
/// A TCP server without any HTTP library. It reads a request, sends the next answer of its script as it stands (the last one again and
/// again), and goes on with the next request. An answer may contain the directives <see cref="Stall"/>, <see cref="Close"/>,
/// <see cref="Reset"/>, <see cref="Gate"/>, <see cref="Pause"/>, <see cref="Moment"/>, <see cref="Bytes"/> and <see cref="Many"/>.
/// </summary>
public sealed class RawServer : IDisposable
{
    /// <summary>Says nothing more until the client goes away.</summary>
    public const string Stall = "\0stall\0";

    /// <summary>Closes the connection.</summary>
    public const string Close = "\0close\0";

    /// <summary>Closes the connection with a TCP reset.</summary>
    public const string Reset = "\0reset\0";

    /// <summary>Waits until the test calls <see cref="OpenGate"/>, or <see cref="GateOpensAt"/> requests are here.</summary>
    public const string Gate = "\0gate\0";

    /// <summary>Waits a moment.</summary>
    public const string Pause = "\0pause\0";

    /// <summary>Waits up to three milliseconds: what follows may meet the next request under way.</summary>
    public const string Moment = "\0moment\0";

    private const string BytesMark = "bytes:";
    private const string ManyMark = "many:";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawRequest, int, string> _script;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly TaskCompletionSource<bool> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;
    private int _open;
    private int _inFlight;
    private int _peak;
    private volatile bool _stopped;

    /// <summary>Starts a server on a free port of 127.0.0.1.</summary>
    /// <param name="answers">The script.</param>
    public RawServer(params string[] answers)
        : this(null, answers)
    {
    }

    /// <summary>The same, behind TLS.</summary>
    /// <param name="certificate">With its private key; null for no TLS.</param>
    /// <param name="answers">The script.</param>
    public RawServer(X509Certificate2? certificate, params string[] answers)
        : this(certificate, (_, number) => answers[Math.Min(number, answers.Length - 1)])
    {
    }

    /// <summary>A server that answers as it is told to, request by request.</summary>
    /// <param name="certificate">With its private key; null for no TLS.</param>
    /// <param name="script">The answer to a request and its number, which begins at 0. It is called by several threads.</param>
    public RawServer(X509Certificate2? certificate, Func<RawRequest, int, string> script)
    {
        _script = script;
        _certificate = certificate;
        _listener.Start();
        Uri = new Uri((certificate is null ? "http" : "https") + "://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture) + "/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Uri { get; }

    /// <summary>What arrived, complete requests only.</summary>
    public IReadOnlyList<RawRequest> Requests => _requests.ToArray();

    /// <summary>False for a server that lives too long to remember every request.</summary>
    public bool Remembers { get; set; } = true;

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>The most requests that were waiting for an answer at once.</summary>
    public int PeakInFlight => Volatile.Read(ref _peak);

    /// <summary>How many requests that wait for an answer open the gate.</summary>
    public int GateOpensAt { get; set; } = int.MaxValue;

    /// <summary>Answers when the head of a request is here, and reads no body.</summary>
    public bool AnswersEarly { get; set; }

    /// <summary>An address on which nothing listens.</summary>
    public static Uri Nobody()
    {
        using var server = new RawServer();
        return server.Uri;
    }

    /// <summary>A directive: bytes as they are, where an answer is not all text.</summary>
    public static string Bytes(params byte[] bytes) => "\0" + BytesMark + Convert.ToBase64String(bytes) + "\0";

    /// <summary>A directive: a text many times over.</summary>
    public static string Many(int count, string text) => "\0" + ManyMark + count.ToString(CultureInfo.InvariantCulture) + ":" + text + "\0";

    /// <summary>An answer with a JSON body.</summary>
    public static string Json(int status, string body) =>
        Head(status, "content-type: application/json", "content-length: " + Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)) + body;

    /// <summary>The head of an answer, its empty line included.</summary>
    public static string Head(int status, params string[] headers) =>
        "HTTP/1.1 " + status.ToString(CultureInfo.InvariantCulture) + " X\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";

    /// <summary>A piece of a body in chunks; an empty one ends it.</summary>
    public static string Chunk(string text) => Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture) + "\r\n" + text + "\r\n";

    /// <summary>A connection as the documentation prints it.</summary>
    public static string Connection(string channel, string connection, string role = "recvonly", string more = "") =>
        "{\"channel_id\":\"" + channel + "\",\"client_id\":\"client-" + connection + "\",\"connection_id\":\"" + connection + "\",\"role\":\"" + role + "\",\"audio\":{\"codec_type\":\"OPUS\"},\"created_time\":1642469139980509" + more + "}";

    /// <summary>Lets every answer that waits at a gate go on.</summary>
    public void OpenGate() => _gate.TrySetResult(true);

    /// <summary>True as soon as so many requests are here.</summary>
    public bool WaitForRequests(int count, int milliseconds = 10_000) => Until(() => _requests.Count >= count, milliseconds);

    /// <summary>True as soon as the clients have closed all connections.</summary>
    public bool WaitForRelease(int milliseconds = 10_000) => Until(() => OpenConnections == 0, milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _listener.Stop();
        _gate.TrySetResult(false);
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }
    }

    private static bool Until(Func<bool> condition, int milliseconds)
    {
        var end = DateTime.UtcNow.AddMilliseconds(milliseconds);
        while (!condition())
        {
            if (DateTime.UtcNow > end)
            {
                return false;
            }

            Thread.Sleep(5);
        }

        return true;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stopped)
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                _clients[client] = 0;
                Interlocked.Increment(ref _open);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (_stopped && e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped by the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            using var stream = await OpenAsync(client).ConfigureAwait(false);
            bool goesOn = true;
            while (goesOn && await RawRequest.ReadAsync(stream, headOnly: AnswersEarly).ConfigureAwait(false) is { } request)
            {
                Count(Interlocked.Increment(ref _inFlight));
                if (Remembers)
                {
                    _requests.Enqueue(request);
                }

                goesOn = await AnswerAsync(request, client, stream).ConfigureAwait(false);
                Interlocked.Decrement(ref _inFlight);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or AuthenticationException)
        {
            // The client went away.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Close();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: false, SslProtocols.Tls12, checkCertificateRevocation: false).ConfigureAwait(false);
        return tls;
    }

    private void Count(int inFlight)
    {
        if (inFlight >= GateOpensAt)
        {
            OpenGate();
        }

        int peak;
        while (inFlight > (peak = Volatile.Read(ref _peak)))
        {
            Interlocked.CompareExchange(ref _peak, inFlight, peak);
        }
    }

    private async Task<bool> AnswerAsync(RawRequest request, TcpClient client, Stream stream)
    {
        int number = Interlocked.Increment(ref _answered) - 1;
        foreach (string part in _script(request, number).Split('\0'))
        {
            switch ("\0" + part + "\0")
            {
                case Stall:
                    await ReadToEndAsync(stream).ConfigureAwait(false);
                    return false;
                case Close:
                    return false;
                case Reset:
                    client.LingerState = new LingerOption(true, 0);
                    return false;
                case Gate:
                    await _gate.Task.ConfigureAwait(false);
                    break;
                case Pause:
                    await Task.Delay(300).ConfigureAwait(false);
                    break;
                case Moment:
                    await Task.Delay(number % 4).ConfigureAwait(false);
                    break;
                default:
                    await SendAsync(stream, part).ConfigureAwait(false);
                    break;
            }
        }

        return true;
    }

    private static async Task SendAsync(Stream stream, string part)
    {
        bool many = part.StartsWith(ManyMark, StringComparison.Ordinal);
        string[] counted = many ? part.Split(new[] { ':' }, 3) : new[] { string.Empty, "1", part };
        var bytes = part.StartsWith(BytesMark, StringComparison.Ordinal) ? Convert.FromBase64String(part.Substring(BytesMark.Length)) : Encoding.UTF8.GetBytes(counted[2]);
        for (int left = int.Parse(counted[1], CultureInfo.InvariantCulture); left > 0; left--)
        {
            await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
        }
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) > 0)
        {
        }
    }
}
