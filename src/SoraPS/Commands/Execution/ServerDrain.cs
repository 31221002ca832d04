using System.Diagnostics;

namespace SoraPS.Commands.Execution;

/// <summary>Waits until nobody is connected to servers any more, side by side: each is asked again and again for the connections of its own node.</summary>
internal sealed class ServerDrain
{
    private readonly CmdletPipeline _pipeline;
    private readonly ServerClients _clients;
    private readonly ServerListMerger _merger;
    private readonly OutageWarnings _outages;
    private readonly Dictionary<ConnectionPoller, IReadOnlyList<SoraConnection>> _left = new();
    private readonly Stopwatch _clock = new();
    private readonly TimeSpan? _timeLimit;

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="clients">The clients of the servers, which have answered already.</param>
    /// <param name="merger">Merges what the servers answer.</param>
    /// <param name="timeLimit">How long to wait; null for without end, zero for one request.</param>
    public ServerDrain(CmdletPipeline pipeline, ServerClients clients, ServerListMerger merger, TimeSpan? timeLimit)
    {
        _pipeline = pipeline;
        _clients = clients;
        _merger = merger;
        _timeLimit = timeLimit;
        _outages = new OutageWarnings(pipeline);
    }

    /// <summary>How many are still connected, as far as that is known.</summary>
    public ProgressStatus? GetStatus()
    {
        int percent = _timeLimit is { } limit && limit > TimeSpan.Zero ? (int)Math.Min(100, 100 * _clock.Elapsed.TotalSeconds / limit.TotalSeconds) : -1;
        return new(string.Format(Messages.Culture, Messages.ProgressGone, _left.Values.Sum(left => left.Count)), percent);
    }

    /// <summary>Waits.</summary>
    /// <returns>The servers for which the time limit came first, and who is still there; null where that is not known, with the reason.</returns>
    public IReadOnlyList<(SoraServer Server, IReadOnlyList<SoraConnection>? Left, string? Failure)> Wait(IReadOnlyCollection<SoraServer> servers, TimeSpan interval)
    {
        using var requests = new SemaphoreSlim(Math.Max(1, servers.Count));
        var pollers = servers.Select(server => new ConnectionPoller(server, _clients.Get(server), new ConnectionQuery(null, Local: true), interval, _timeLimit, requests)).ToList();
        _clock.Start();
        _merger.Merge(pollers.Select(poller => new ServerList<PollResult>(poller.Server, poller.Target, poller.PollAsync(_pipeline.CancellationToken))), (result, _) => Process(result));
        return pollers.Where(poller => poller.TimedOut)
            .Select(poller => (poller.Server, poller.Failure is null && _left.TryGetValue(poller, out var left) ? left : null, poller.Failure?.Detail)).ToList();
    }

    private void Process(PollResult result)
    {
        _outages.Write(result);
        if (result.Connections is not { } connections)
        {
            return;
        }

        foreach (var connection in connections)
        {
            connection.SetServer(result.Poller.Server);
        }

        _left[result.Poller] = connections;
        result.Poller.IsDone = connections.Count == 0;
    }
}
