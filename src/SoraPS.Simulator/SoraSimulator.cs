using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS;

/// <summary>
/// An HTTP server in this process that behaves like Sora's HTTP API. It listens on 127.0.0.1 only, holds connections that can be listed and
/// disconnected, and records the requests that it received.
/// </summary>
public sealed class SoraSimulator : IDisposable
{
    internal const int MaximumDelayMilliseconds = 3_600_000;
    private static readonly TimeSpan MaximumAdvance = TimeSpan.FromDays(3653);
    private const string DefaultNodeName = "simulator@127.0.0.1";
    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly ConcurrentQueue<SoraSimulatorRequest> _requests = new();
    private readonly SimulatedNode _node;
    private readonly SimulatedFaults _faults = new();
    private readonly SoraSimulatorOptions _options;
    private readonly RequestDispatcher _dispatcher;
    private volatile bool _running;
    private volatile int _latency;

    /// <summary>Starts a simulator.</summary>
    /// <exception cref="ArgumentException">The path does not begin with a slash, or the latency is negative or longer than an hour.</exception>
    /// <exception cref="SocketException">The port is not free.</exception>
    public SoraSimulator(SoraSimulatorOptions? options = null)
        : this(options ??= new SoraSimulatorOptions(), options.Port, DefaultNodeName, null)
    {
    }

    private SoraSimulator(SoraSimulatorOptions options, int port, string nodeName, SimulatedCluster? cluster)
    {
        _options = options;
        if (_options.Path.Length == 0 || _options.Path[0] != '/')
        {
            throw new ArgumentException(Strings.PathWithoutSlash);
        }

        LatencyMilliseconds = (int)_options.Latency.TotalMilliseconds;
        var license = new SimulatedLicense(_options.License is null ? null : _options.ValueConverter.ToFields(_options.License));
        cluster ??= new SimulatedCluster(SimulatedGeneration.Find(_options.Generation), new SimulatedClock(_options.GetUtcNow));
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port + _options.Path);
        _node = new SimulatedNode(nodeName, license, cluster) { Uri = Uri };
        _dispatcher = new RequestDispatcher(new SimulatedOperations(_node, _options.RefuseUnknownId), cluster.Generation);
        _running = true;
        _ = AcceptAsync();
    }

    /// <summary>The address of the API.</summary>
    public Uri Uri { get; }

    /// <summary>Its name as a node: <c>node-01@127.0.0.1</c> in a cluster.</summary>
    public string NodeName => _node.Name;

    /// <summary>Whether it listens; false after <see cref="Dispose"/>.</summary>
    public bool IsRunning => _running;

    /// <summary>The connections that it holds now.</summary>
    public IReadOnlyList<SoraConnection> Connections => _options.ValueConverter.ToConnections(_node.Connections.All.Select(connection => connection.Json));

    /// <summary>The requests that it received, the oldest first.</summary>
    public IReadOnlyList<SoraSimulatorRequest> Requests => _requests.ToArray();

    /// <summary>The pushes that its connections would have received, one for each receiver, the oldest first: of the Push operations, and of changes of notify metadata with <c>push</c>.</summary>
    public IReadOnlyList<SoraSimulatorPush> Pushes => _node.Pushes.All.Select(push => new SoraSimulatorPush(_options.ValueConverter, push)).ToArray();

    /// <summary>Who has the focus in the channels whose spotlight was changed.</summary>
    public IReadOnlyList<SoraSimulatorSpotlight> Spotlights => _node.Spotlights.All;

    /// <summary>The active faults, the oldest first. The first fault that matches a request applies to it.</summary>
    public IReadOnlyList<SoraSimulatorFault> Faults => _faults.All;

    /// <summary>How many milliseconds the simulator waits before every response.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than an hour.</exception>
    public int LatencyMilliseconds
    {
        get => _latency;
        set => _latency = value is >= 0 and <= MaximumDelayMilliseconds ? value : throw new ArgumentException(Strings.FaultOutOfRange);
    }

    internal bool HasFaults => _faults.Any;

    internal SoraSimulatorOptions Options => _options;

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Starts the nodes of a cluster: each is a simulator with an address, a mode and connections of its own, and can be stopped alone.</summary>
    /// <param name="options">How each node behaves. If it has a port, the nodes take that and the following ones.</param>
    /// <param name="count">How many nodes.</param>
    /// <exception cref="ArgumentException">The options are not valid (see the constructor), or the number is not positive.</exception>
    /// <exception cref="SocketException">A port is not free.</exception>
    public static IReadOnlyList<SoraSimulator> StartCluster(SoraSimulatorOptions options, int count)
    {
        if (options is null || count < 1)
        {
            throw new ArgumentException(Strings.FaultOutOfRange);
        }

        var cluster = new SimulatedCluster(SimulatedGeneration.Find(options.Generation), new SimulatedClock(options.GetUtcNow)) { HasSeveralNodes = true };
        var nodes = new List<SoraSimulator>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                nodes.Add(new SoraSimulator(options, options.Port == 0 ? 0 : options.Port + i, FormattableString.Invariant($"node-{i + 1:00}@127.0.0.1"), cluster));
            }
        }
        catch (Exception)
        {
            nodes.ForEach(node => node.Dispose());
            throw;
        }

        return nodes;
    }

    /// <summary>Adds connections, all or none.</summary>
    /// <param name="connection">
    /// JSON objects, each as a string or as UTF-8 bytes; in PowerShell also hashtables and objects. Field names are those of the API
    /// (<c>channel_id</c>) or those of <see cref="SoraConnection"/>'s properties (<c>ChannelId</c>), <c>Age</c> and <c>CreatedAt</c> included. Missing
    /// fields get default values. An age of null means that the age is unknown.
    /// </param>
    /// <exception cref="ArgumentException">A value is no such object, or the mode blocks new connections.</exception>
    public void Add(params object[] connection) =>
        _node.Connections.Add((connection ?? throw new ArgumentNullException(nameof(connection))).Select(_options.ValueConverter.ToFields).ToArray());

    /// <summary>Removes connections, as if the clients had disconnected.</summary>
    /// <param name="which">A connection id, a <see cref="SoraConnection"/>, or fields with the values that a connection must have: <c>@{ channel_id = 'sora' }</c>.</param>
    /// <exception cref="ArgumentException">There is no such connection.</exception>
    public void Remove(object which) => ThrowIfNoneFound(_node.Connections.Remove(ToFilter(which)));

    /// <summary>Changes connections.</summary>
    /// <param name="which">A connection id, a <see cref="SoraConnection"/>, or fields with the values that a connection must have: <c>@{ channel_id = 'sora' }</c>.</param>
    /// <param name="change">The new values; null removes a field.</param>
    /// <exception cref="ArgumentException">There is no such connection, or the result is no valid connection.</exception>
    public void Set(object which, object change) => ThrowIfNoneFound(_node.Connections.Set(ToFilter(which), _options.ValueConverter.ToFields(change)));

    /// <summary>Removes all connections.</summary>
    public void ClearConnections() => _node.Connections.Remove(_ => true);

    /// <summary>Answers every request with a status until the faults are cleared.</summary>
    public void Fail(int statusCode) => Fail(statusCode, 0);

    /// <summary>Answers the next requests with a status.</summary>
    /// <param name="statusCode">The status, 200 to 599.</param>
    /// <param name="times">How many requests; 0 means all until the faults are cleared.</param>
    public void Fail(int statusCode, int times) => Fail(new SoraSimulatorFault { StatusCode = statusCode, Times = times });

    /// <summary>Adds a fault behind those that are active already.</summary>
    /// <exception cref="ArgumentException">The fault does nothing, contradicts itself, or has a value that is out of range.</exception>
    public void Fail(SoraSimulatorFault fault) =>
        _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)), fault.When is null ? null : _options.ValueConverter.ToFields(fault.When));

    /// <summary>Removes all faults: requests are answered as Sora answers them.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Adds invented connections, ten to a channel, the same ones every time.</summary>
    public void AddSynthetic(int count) => _node.Connections.AddSynthetic(count);

    /// <summary>Replaces the licence file. The licence itself changes when UpdateLicense is called.</summary>
    /// <param name="license">The fields that differ from those of the usual licence, such as <c>@{ expired_at = '2027-12' }</c>; null for a file that cannot be read, which UpdateLicense refuses.</param>
    /// <exception cref="ArgumentException">The value is no such object.</exception>
    public void SetLicenseFile(object? license) => _node.License.SetFile(license is null ? null : _options.ValueConverter.ToFields(license));

    /// <summary>
    /// Moves the simulator's clock forward, so that a test need not wait: a recording whose time is over then has ended. Times that the simulator issues later
    /// are later, too. The nodes of a cluster have one clock.
    /// </summary>
    /// <exception cref="ArgumentException">The time is negative, or longer than 10 years.</exception>
    public void AdvanceClock(TimeSpan time) =>
        _node.Cluster.Clock.Advance(time >= TimeSpan.Zero && time <= MaximumAdvance ? time : throw new ArgumentException(Strings.FaultOutOfRange));

    /// <summary>Removes the requests that were recorded so far.</summary>
    public void ClearRequests()
    {
        while (_requests.TryDequeue(out _))
        {
        }
    }

    /// <summary>Removes the pushes that were recorded so far.</summary>
    public void ClearPushes() => _node.Pushes.Clear();

    /// <summary>Stops listening and closes every connection.</summary>
    public void Dispose()
    {
        if (!IsRunning)
        {
            return;
        }

        _running = false;
        _node.Stop();
        _stop.Cancel();
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }

        _stop.Dispose();
    }

    /// <summary>The address of the API.</summary>
    public override string ToString() => Uri.AbsoluteUri;

    internal void AddRequest(SoraSimulatorRequest request) => _requests.Enqueue(request);

    internal (SoraSimulatorFault? Fault, SimulatorResponse? Response) FindFault(string target, byte[] body) => _faults.Use(target, body);

    /// <summary>Executes an operation. A bug of the simulator is answered as Sora answers a bug of its own (sora-api 4.2).</summary>
    internal SimulatorResponse Dispatch(string target, byte[] body)
    {
        try
        {
            return _dispatcher.Dispatch(target, body);
        }
        catch (Exception)
        {
            return SimulatorResponse.Json(500, System.Text.Encoding.ASCII.GetBytes("{\"error_type\":\"HandlerException\"}"));
        }
    }

    private static void ThrowIfNoneFound(int count)
    {
        if (count == 0)
        {
            throw new ArgumentException(Strings.NoSuchConnection);
        }
    }

    /// <summary>Which connections a caller means.</summary>
    /// <exception cref="ArgumentException">The value has no fields, which would mean every connection.</exception>
    private Predicate<SimulatedConnection> ToFilter(object which)
    {
        if (which is string id)
        {
            return candidate => candidate.ConnectionId == id;
        }

        if (which is SoraConnection connection)
        {
            return candidate => candidate.ConnectionId == connection.ConnectionId && candidate.ChannelId == connection.ChannelId;
        }

        var fields = _options.ValueConverter.ToFields(which);
        return fields.Count > 0 ? candidate => SimulatedConnection.HasFields(candidate.Fields, fields) : throw new ArgumentException(Strings.NoSuchConnection);
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
                // The listener was stopped, which the loop sees; or the process has no free socket at the moment.
                await Task.Delay(AcceptRetryDelay).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            using var stream = client.GetStream();
            await new HttpConnectionHandler(this, client.Client, stream).RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The client closed the connection, or the simulator was stopped.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Close();
        }
    }
}
