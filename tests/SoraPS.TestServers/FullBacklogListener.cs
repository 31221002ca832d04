using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>A listener that neither accepts nor refuses connections, because its backlog is full.</summary>
public sealed class FullBacklogListener : IDisposable
{
    private const int Most = 64;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = new();

    /// <summary>Fills the backlog. Not every system allows that: see <see cref="IsFull"/>.</summary>
    public FullBacklogListener()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture) + "/");
        while (!IsFull && _waiting.Count < Most && TryFill())
        {
        }
    }

    /// <summary>The address.</summary>
    public Uri Uri { get; }

    /// <summary>True if another connection is neither accepted nor refused.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Accepts all connections that are waiting now.</summary>
    /// <returns>How many of them have sent data.</returns>
    public int CountConnectionsWithData()
    {
        int withData = 0;
        while (_listener.Poll(200_000, SelectMode.SelectRead))
        {
            using var client = _listener.Accept();
            withData += client.Poll(200_000, SelectMode.SelectRead) && client.Available > 0 ? 1 : 0;
        }

        return withData;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _waiting)
        {
            socket.Dispose();
        }
    }

    /// <summary>False if the connection was refused.</summary>
    private bool TryFill()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _waiting.Add(socket);
        try
        {
            socket.Connect(IPAddress.Loopback, Uri.Port);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It is under way.
        }
        catch (SocketException)
        {
            return false;
        }

        bool settled = socket.Poll(300_000, SelectMode.SelectWrite);
        bool refused = socket.Poll(0, SelectMode.SelectError);
        IsFull = !settled && !refused;
        return !refused;
    }
}
