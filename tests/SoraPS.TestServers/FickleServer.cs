using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>
/// A server on two ports that answers, closes, redirects and fails by a random choice with a seed, and watches that no change arrives
/// twice. A change has a connection_id C1, C2, …, or is an operation whose name ends with Change1, Change2, …; each is to be sent once.
/// A list holds objects with the connection_id number-of-the-answer, dash, number-in-the-answer. What it remembers does not grow.
/// </summary>
public sealed class FickleServer : IDisposable
{
    private readonly RawServer _one;
    private readonly RawServer _other;
    private readonly Socket _nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Mood[] _moods;
    private readonly int _sum;
    private readonly int[] _moodCounts;
    private readonly int _seed;
    private readonly int[] _arrived;
    private readonly ConcurrentQueue<string> _twice = new();
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="seed">Of the random choice, which is made anew for each request by its number.</param>
    /// <param name="changes">The highest number of a change.</param>
    /// <param name="stalls">How often it falls silent, in about every 600 requests.</param>
    public FickleServer(int seed, int changes, int stalls = 5)
    {
        _seed = seed;
        _arrived = new int[changes + 1];
        _moods = Mood.All(stalls);
        _sum = _moods.Sum(mood => mood.Weight);
        _moodCounts = new int[_moods.Length];
        _nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, but it does not listen: nobody else gets the port
        var nowhere = new UriBuilder("http", "127.0.0.1", ((IPEndPoint)_nobody.LocalEndPoint!).Port).Uri;
        _one = new RawServer(null, (request, _) => Answer(request, _other!.Uri, nowhere)) { Remembers = false };
        _other = new RawServer(null, (request, _) => Answer(request, _one.Uri, nowhere)) { Remembers = false };
    }

    /// <summary>The port to talk to.</summary>
    public Uri Uri => _one.Uri;

    /// <summary>How many connections are open now, on both ports.</summary>
    public int OpenConnections => _one.OpenConnections + _other.OpenConnections;

    /// <summary>How many requests arrived, on both ports.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many different changes arrived.</summary>
    public int ChangesArrived => _arrived.Count(hops => hops > 0);

    /// <summary>Changes that arrived although they had arrived before, and no redirect asked for it.</summary>
    public IReadOnlyList<string> Twice => _twice.ToArray();

    /// <summary>How often it did what.</summary>
    public IReadOnlyDictionary<string, int> Moods =>
        _moods.Select((mood, i) => (mood.Name, Count: _moodCounts[i])).GroupBy(mood => mood.Name).ToDictionary(same => same.Key, same => same.Sum(mood => mood.Count));

    /// <summary>True as soon as the clients have closed all connections.</summary>
    public bool WaitForRelease(int milliseconds = 10_000) => _one.WaitForRelease(milliseconds) && _other.WaitForRelease(milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _nobody.Dispose();
    }

    private string Answer(RawRequest request, Uri other, Uri nowhere)
    {
        int number = Interlocked.Increment(ref _requests);
        var exchange = new FickleExchange(request, number, other, nowhere);
        if (exchange.Change is { } change && Interlocked.CompareExchange(ref _arrived[change], exchange.Hops + 1, exchange.Hops) != exchange.Hops)
        {
            _twice.Enqueue(request.Line + " " + request.Target + " " + request.Body);
        }

        return exchange.Circles ? MoodOf("redirects in circles").Answer(exchange) : Choose(number).Answer(exchange);
    }

    private Mood Choose(int number)
    {
        int left = new Random(unchecked((_seed * 486187739) + number)).Next(_sum);
        int i = 0;
        while ((left -= _moods[i].Weight) >= 0)
        {
            i++;
        }

        Interlocked.Increment(ref _moodCounts[i]);
        return _moods[i];
    }

    private Mood MoodOf(string name) => _moods.First(mood => mood.Name == name);
}
