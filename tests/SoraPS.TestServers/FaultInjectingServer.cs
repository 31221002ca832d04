using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>
/// A server on two ports that answers, closes, redirects or fails, by a random choice with a seed, and records changes that arrive
/// twice. A change has a connection_id C1, C2, …, or is an operation whose name ends with Change1, Change2, …; each is to be sent once.
/// A list holds objects with the connection_id number-of-the-answer, dash, number-in-the-answer. The memory that it uses does not grow.
/// </summary>
public sealed class FaultInjectingServer : IDisposable
{
    private readonly RawServer _one;
    private readonly RawServer _other;
    private readonly Socket _closedPort = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly InjectedFault[] _faults;
    private readonly int _sum;
    private readonly int[] _counts;
    private readonly int _seed;
    private readonly int[] _arrived;
    private readonly ConcurrentQueue<string> _duplicates = new();
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="seed">Seed of the random choice, which depends on the number of the request.</param>
    /// <param name="changes">The highest number of a change.</param>
    /// <param name="stalls">The weight of sending nothing more; see <see cref="InjectedFault.All"/>.</param>
    public FaultInjectingServer(int seed, int changes, int stalls = 5)
    {
        _seed = seed;
        _arrived = new int[changes + 1];
        _faults = InjectedFault.All(stalls);
        _sum = _faults.Sum(fault => fault.Weight);
        _counts = new int[_faults.Length];
        _closedPort.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, but it does not listen: no other socket gets the port
        var nowhere = new UriBuilder("http", "127.0.0.1", ((IPEndPoint)_closedPort.LocalEndPoint!).Port).Uri;
        _one = new RawServer(null, (request, _) => Answer(request, _other!.Uri, nowhere)) { KeepsRequests = false };
        _other = new RawServer(null, (request, _) => Answer(request, _one.Uri, nowhere)) { KeepsRequests = false };
    }

    /// <summary>The address that clients use.</summary>
    public Uri Uri => _one.Uri;

    /// <summary>How many connections are open now, on both ports.</summary>
    public int OpenConnections => _one.OpenConnections + _other.OpenConnections;

    /// <summary>How many requests arrived, on both ports.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many different changes arrived.</summary>
    public int ChangesArrived => _arrived.Count(hops => hops > 0);

    /// <summary>Changes that arrived again although no redirect asked for it.</summary>
    public IReadOnlyList<string> DuplicateChanges => _duplicates.ToArray();

    /// <summary>How often each fault was chosen.</summary>
    public IReadOnlyDictionary<string, int> FaultCounts =>
        _faults.Select((fault, i) => (fault.Name, Count: _counts[i])).GroupBy(fault => fault.Name).ToDictionary(same => same.Key, same => same.Sum(fault => fault.Count));

    /// <summary>True as soon as the clients have closed all connections.</summary>
    public bool WaitForAllClosed(int milliseconds = 10_000) => _one.WaitForAllClosed(milliseconds) && _other.WaitForAllClosed(milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _closedPort.Dispose();
    }

    private ServerStep Answer(RawRequest request, Uri other, Uri nowhere)
    {
        int number = Interlocked.Increment(ref _requests);
        var context = new FaultInjectionContext(request, number, other, nowhere);
        if (context.Change is { } change && Interlocked.CompareExchange(ref _arrived[change], context.Hops + 1, context.Hops) != context.Hops)
        {
            _duplicates.Enqueue(request.Line + " " + request.Target + " " + request.Body);
        }

        return context.Circles ? FaultOf("redirects in circles").Answer(context) : Choose(number).Answer(context);
    }

    private InjectedFault Choose(int number)
    {
        int left = new Random(unchecked((_seed * 486187739) + number)).Next(_sum);
        int i = 0;
        while ((left -= _faults[i].Weight) >= 0)
        {
            i++;
        }

        Interlocked.Increment(ref _counts[i]);
        return _faults[i];
    }

    private InjectedFault FaultOf(string name) => _faults.First(fault => fault.Name == name);
}
