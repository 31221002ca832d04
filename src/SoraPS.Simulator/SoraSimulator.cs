using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS;

/// <summary>
/// A server in this process that behaves like Sora's HTTP API. It listens on 127.0.0.1 only, holds connections that can be listed and cut,
/// and remembers what arrived.
/// </summary>
public sealed class SoraSimulator : IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly ConcurrentQueue<SoraSimulatorRequest> _requests = new();
    private readonly SimulatedConnections _connections = new();
    private readonly SoraSimulatorOptions _options;
    private readonly Dispatcher _dispatcher;
    private volatile bool _running;

    /// <summary>Starts a simulator.</summary>
    /// <exception cref="SocketException">The port is not free.</exception>
    public SoraSimulator(SoraSimulatorOptions? options = null)
    {
        _options = options ?? new SoraSimulatorOptions();
        if (_options.Path.Length == 0 || _options.Path[0] != '/')
        {
            throw new ArgumentException("A path begins with a slash.", nameof(options));
        }

        _dispatcher = new Dispatcher(_connections, _options.RefuseUnknownId);
        _listener = new TcpListener(IPAddress.Loopback, _options.Port);
        _listener.Start();
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port + _options.Path);
        _running = true;
        _ = AcceptAsync();
    }

    /// <summary>The address of the API.</summary>
    public Uri Uri { get; }

    /// <summary>False once it was stopped.</summary>
    public bool IsRunning => _running;

    /// <summary>The connections it holds now.</summary>
    public IReadOnlyList<SoraConnection> Connections
    {
        get
        {
            var read = SoraJson.Default.Connections(); // one for the whole list: it keeps the texts that repeat
            return _connections.All.Select(row => SoraJson.Read(read, new ArraySegment<byte>(row.Json))).ToArray();
        }
    }

    /// <summary>What arrived, the oldest first.</summary>
    public IReadOnlyList<SoraSimulatorRequest> Requests => _requests.ToArray();

    internal SoraSimulatorOptions Options => _options;

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Adds a connection.</summary>
    /// <param name="json">A JSON object in UTF-8 with names as on the wire or as of <see cref="SoraConnection"/>'s properties; ids and role are made up where they are missing.</param>
    /// <exception cref="ArgumentException">It is no such object.</exception>
    public void Add(byte[] json) => _connections.Add(json ?? throw new ArgumentNullException(nameof(json)));

    /// <summary>Makes connections up, the same ones every time.</summary>
    public void AddSynthetic(int count) => _connections.AddSynthetic(count);

    /// <summary>Forgets what arrived so far.</summary>
    public void ClearRequests()
    {
        while (_requests.TryDequeue(out _))
        {
        }
    }

    /// <summary>Stops listening and closes every connection.</summary>
    public void Dispose()
    {
        if (!IsRunning)
        {
            return;
        }

        _running = false;
        _stop.Cancel();
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }

        _stop.Dispose();
    }

    /// <summary>The address.</summary>
    public override string ToString() => Uri.AbsoluteUri;

    internal void Remember(SoraSimulatorRequest request) => _requests.Enqueue(request);

    /// <summary>A fault of the simulator's own looks like one of Sora's (sora-api 4.2).</summary>
    internal Reply Answer(string target, byte[] body)
    {
        try
        {
            return _dispatcher.Answer(target, body);
        }
        catch (Exception)
        {
            return Reply.Json(500, System.Text.Encoding.ASCII.GetBytes("{\"error_type\":\"HandlerException\"}"));
        }
    }

    private async Task AcceptAsync()
    {
        while (IsRunning)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                _clients[client] = 0;
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was stopped; or the process has no socket left, and may have one again.
                await Task.Delay(AcceptPause).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            using var stream = client.GetStream();
            await new Conversation(this, client.Client, stream).RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The client went away, or the simulator was stopped.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Close();
        }
    }
}
