using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>Accepts connections on a free port of 127.0.0.1 and counts those that are open. A derived class serves them.</summary>
public abstract class TestServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _open = new();
    private volatile bool _stopped;

    /// <summary>Starts to listen.</summary>
    protected TestServer()
    {
        _listener.Start();
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture) + "/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Uri { get; }

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => Connections.Length;

    /// <summary>Those connections.</summary>
    private protected TcpClient[] Connections
    {
        get
        {
            lock (_open)
            {
                return _open.ToArray();
            }
        }
    }

    /// <summary>True as soon as the clients have closed all connections.</summary>
    public bool WaitForAllClosed(int milliseconds = 10_000) => SpinWait.SpinUntil(() => OpenConnections == 0, milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _listener.Stop();
        foreach (var client in Connections)
        {
            client.Close();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What happens on one connection.</summary>
    private protected abstract Task ServeAsync(TcpClient client, NetworkStream stream);

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stopped)
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                lock (_open)
                {
                    _open.Add(client);
                }

                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped by the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            using var stream = client.GetStream();
            await ServeAsync(client, stream).ConfigureAwait(false);
        }
        catch (Exception e) when (_stopped || e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The client closed the connection, or the test has stopped the server.
        }
        finally
        {
            client.Close();
            lock (_open)
            {
                _open.Remove(client);
            }
        }
    }
}
