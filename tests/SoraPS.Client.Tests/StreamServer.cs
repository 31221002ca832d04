using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Client.Tests;

/// <summary>A listener that leaves a connection's bytes to the test: TLS, compressed bodies, pauses.</summary>
internal sealed class StreamServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<Stream, Task> _serve;
    private int _open;

    /// <summary>Takes a free port. Until <see cref="Listen"/> is called, connections to it are refused.</summary>
    public StreamServer(Func<Stream, Task> serve, string scheme = "http", bool listens = true)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Uri = new Uri(scheme + "://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture) + "/");
        if (listens)
        {
            Listen();
        }
    }

    public Uri Uri { get; }

    public int OpenConnections => Volatile.Read(ref _open);

    public static Task WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    /// <summary>Says nothing, and takes all that is said, until the client goes away.</summary>
    public static async Task ReadToEndAsync(Stream stream)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
    }

    /// <summary>Reads a request and gives its head and body as one text.</summary>
    public static async Task<string> ReadRequestAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int end;
        while ((end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0 || text.Length < end + 4 + LengthOf(text.ToString(0, end)))
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                throw new IOException("The request broke off.");
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public void Listen()
    {
        _listener.Listen();
        _ = AcceptAsync();
    }

    public void Dispose() => _listener.Dispose();

    private static int LengthOf(string head) =>
        head.Split("\r\n").Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture)).SingleOrDefault();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                Interlocked.Increment(ref _open);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            await _serve(stream);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
