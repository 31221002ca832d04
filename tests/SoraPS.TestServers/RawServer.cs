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
/// A TCP server without any HTTP library. It reads a request, performs the steps of the next answer of its script (the last one again and
/// again), and goes on with the next request. The bytes of an answer are sent as they are.
/// </summary>
public sealed class RawServer : IDisposable
{
    private static readonly ConcurrentBag<Socket> Closed = new();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawRequest, int, ServerStep> _script;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly TaskCompletionSource<bool> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;
    private int _open;
    private int _inFlight;
    private int _peak;
    private volatile bool _stopped;

    /// <summary>Starts a server on a free port of 127.0.0.1.</summary>
    /// <param name="answers">The script. In PowerShell several answers are one array: a text before another argument would be taken for a certificate file.</param>
    public RawServer(params ServerStep[] answers)
        : this(null, answers)
    {
    }

    /// <summary>The same, behind TLS.</summary>
    /// <param name="certificate">With its private key; null for no TLS.</param>
    /// <param name="answers">The script.</param>
    public RawServer(X509Certificate2? certificate, params ServerStep[] answers)
        : this(certificate, (_, number) => answers[Math.Min(number, answers.Length - 1)])
    {
    }

    /// <summary>A server that answers as it is told to, request by request.</summary>
    /// <param name="certificate">With its private key; null for no TLS.</param>
    /// <param name="script">The answer to a request and its number, which begins at 0. It is called by several threads.</param>
    public RawServer(X509Certificate2? certificate, Func<RawRequest, int, ServerStep> script)
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

    /// <summary>False for a server that lives too long to keep every request.</summary>
    public bool KeepsRequests { get; set; } = true;

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>The most requests that were waiting for an answer at once.</summary>
    public int PeakInFlight => Volatile.Read(ref _peak);

    /// <summary>How many requests that wait for an answer call <see cref="Signal"/>.</summary>
    public int SignalAtRequests { get; set; } = int.MaxValue;

    /// <summary>Answers when the head of a request is here, and reads no body.</summary>
    public bool AnswersBeforeBody { get; set; }

    /// <summary>An address on which nothing listens.</summary>
    public static Uri ClosedPort()
    {
        // Bound and not listening: connections are refused, and no other test gets the port meanwhile.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Closed.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri(string.Format(CultureInfo.InvariantCulture, "http://127.0.0.1:{0}/", ((IPEndPoint)socket.LocalEndPoint!).Port));
    }

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

    /// <summary>Ends every <see cref="ServerStep.WaitForSignal"/>.</summary>
    public void Signal() => _signal.TrySetResult(true);

    /// <summary>True as soon as so many requests are here.</summary>
    public bool WaitForRequests(int count, int milliseconds = 10_000) => Until(() => _requests.Count >= count, milliseconds);

    /// <summary>True as soon as the clients have closed all connections.</summary>
    public bool WaitForAllClosed(int milliseconds = 10_000) => Until(() => OpenConnections == 0, milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _listener.Stop();
        _signal.TrySetResult(false);
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
            while (goesOn && await RawRequest.ReadAsync(stream, headOnly: AnswersBeforeBody).ConfigureAwait(false) is { } request)
            {
                Count(Interlocked.Increment(ref _inFlight));
                if (KeepsRequests)
                {
                    _requests.Enqueue(request);
                }

                goesOn = await AnswerAsync(request, client, stream).ConfigureAwait(false);
                Interlocked.Decrement(ref _inFlight);
            }
        }
        catch (Exception e) when (_stopped || e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or AuthenticationException)
        {
            // The client closed the connection, or the test has stopped the server: a TcpClient that is closed throws whatever it meets.
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
        if (inFlight >= SignalAtRequests)
        {
            Signal();
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
        return await _script(request, number).RunAsync(new ServerStepContext(client, stream, _signal.Task, number)).ConfigureAwait(false);
    }
}
