using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>An address where a connection is neither taken nor refused: the queue of those that wait to be taken is full.</summary>
public sealed class FullBacklog : IDisposable
{
    private const int Most = 64;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = new();

    /// <summary>Fills the queue. Not every system has one that can be filled: see <see cref="IsFull"/>.</summary>
    public FullBacklog()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture) + "/");
        while (!IsFull && _waiting.Count < Most && TryFill())
        {
        }
    }

    /// <summary>Where nobody gets through.</summary>
    public Uri Uri { get; }

    /// <summary>True if a further connection is neither taken nor refused.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes all connections that are waiting now, and says how many of them have sent something.</summary>
    public int CountSpeaking()
    {
        int speaking = 0;
        while (_listener.Poll(200_000, SelectMode.SelectRead))
        {
            using var client = _listener.Accept();
            speaking += client.Poll(200_000, SelectMode.SelectRead) && client.Available > 0 ? 1 : 0;
        }

        return speaking;
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
