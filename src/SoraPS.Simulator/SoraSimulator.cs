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
    internal const int LongestPause = 3_600_000; // milliseconds
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly ConcurrentQueue<SoraSimulatorRequest> _requests = new();
    private readonly SimulatedNode _node = new();
    private readonly SimulatedConnections _connections;
    private readonly SimulatedFaults _faults = new();
    private readonly SoraSimulatorOptions _options;
    private readonly Dispatcher _dispatcher;
    private volatile bool _running;
    private volatile int _latency;

    /// <summary>Starts a simulator.</summary>
    /// <exception cref="SocketException">The port is not free.</exception>
    public SoraSimulator(SoraSimulatorOptions? options = null)
    {
        _options = options ?? new SoraSimulatorOptions();
        if (_options.Path.Length == 0 || _options.Path[0] != '/')
        {
            throw new ArgumentException(Strings.PathWithoutSlash, nameof(options));
        }

        LatencyMilliseconds = (int)_options.Latency.TotalMilliseconds;
        _connections = new SimulatedConnections(_node);
        _dispatcher = new Dispatcher(new SimulatedOperations(_connections, _node, _options.RefuseUnknownId));
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
    public IReadOnlyList<SoraConnection> Connections => _options.Values.Connections(_connections.All.Select(row => row.Json));

    /// <summary>What arrived, the oldest first.</summary>
    public IReadOnlyList<SoraSimulatorRequest> Requests => _requests.ToArray();

    /// <summary>The faults in force, the oldest first. The first one that fits a request is the one it meets.</summary>
    public IReadOnlyList<SoraSimulatorFault> Faults => _faults.All;

    /// <summary>A pause before every answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than an hour.</exception>
    public int LatencyMilliseconds
    {
        get => _latency;
        set => _latency = value is >= 0 and <= LongestPause ? value : throw new ArgumentOutOfRangeException(nameof(value), Strings.FaultOutOfRange);
    }

    internal bool HasFaults => _faults.Any;

    internal SoraSimulatorOptions Options => _options;

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Adds connections, all or none.</summary>
    /// <param name="connection">
    /// Each a JSON object: UTF-8 or text, in PowerShell also a hashtable or an object. Names are those of the wire or of
    /// <see cref="SoraConnection"/>'s properties, <c>Age</c> and <c>CreatedAt</c> included. What is missing is made up; an age that is null is
    /// one that is not known.
    /// </param>
    /// <exception cref="ArgumentException">One is no such object.</exception>
    public void Add(params object[] connection) =>
        _connections.Add((connection ?? throw new ArgumentNullException(nameof(connection))).Select(_options.Values.Fields).ToArray());

    /// <summary>Takes connections away, as if they had left.</summary>
    /// <param name="which">A connection's id; or the fields and values that it has: <c>@{ channel_id = 'sora' }</c>.</param>
    /// <exception cref="ArgumentException">There is no such connection.</exception>
    public void Remove(object which) => Demand(_connections.Remove(Fitting(which)));

    /// <summary>Changes connections.</summary>
    /// <param name="which">A connection's id; or the fields and values that it has: <c>@{ channel_id = 'sora' }</c>.</param>
    /// <param name="change">The new values; null takes a field away.</param>
    /// <exception cref="ArgumentException">There is no such connection, or it would not be one any more.</exception>
    public void Set(object which, object change) => Demand(_connections.Set(Fitting(which), _options.Values.Fields(change)));

    /// <summary>Takes all connections away.</summary>
    public void ClearConnections() => _connections.Remove(_ => true);

    /// <summary>Answers every request with a status from now on, until the faults are cleared.</summary>
    public void Fail(int statusCode) => Fail(statusCode, 0);

    /// <summary>Answers so many requests with a status.</summary>
    public void Fail(int statusCode, int times) => Fail(new SoraSimulatorFault { StatusCode = statusCode, Times = times });

    /// <summary>Adds a fault; those that are there come first.</summary>
    /// <exception cref="ArgumentException">It does nothing, or contradicts itself.</exception>
    public void Fail(SoraSimulatorFault fault) =>
        _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)), fault.When is null ? null : _options.Values.Fields(fault.When));

    /// <summary>Ends all faults: from now on it answers as Sora does.</summary>
    public void ClearFaults() => _faults.Clear();

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

    internal (SoraSimulatorFault? Fault, Reply? Reply) FaultFor(string target, byte[] body) => _faults.Take(target, body);

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

    private static void Demand(int found)
    {
        if (found == 0)
        {
            throw new ArgumentException(Strings.NoSuchConnection);
        }
    }

    private Predicate<SimulatedConnections.Row> Fitting(object which)
    {
        if (which is string id)
        {
            return row => row.ConnectionId == id;
        }

        if (which is SoraConnection connection)
        {
            return row => row.ConnectionId == connection.ConnectionId && row.ChannelId == connection.ChannelId;
        }

        var fields = _options.Values.Fields(which);
        return fields.Count > 0 ? row => SimulatedConnections.HasFields(row.Fields, fields) : throw new ArgumentException(Strings.NoSuchConnection);
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
