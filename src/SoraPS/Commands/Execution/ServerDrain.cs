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
    private TimeSpan? _timeLimit;

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="clients">The clients of the servers, which have answered already.</param>
    /// <param name="merger">Merges what the servers answer.</param>
    public ServerDrain(CmdletPipeline pipeline, ServerClients clients, ServerListMerger merger)
    {
        _pipeline = pipeline;
        _clients = clients;
        _merger = merger;
        _outages = new OutageWarnings(pipeline);
    }

    /// <summary>How many are still connected, as far as that is known.</summary>
    public ProgressStatus? GetStatus()
    {
        int percent = _timeLimit is { } limit && limit > TimeSpan.Zero ? (int)Math.Min(100, 100 * _clock.Elapsed.TotalSeconds / limit.TotalSeconds) : -1;
        return new(string.Format(Messages.Culture, Messages.ProgressGone, _left.Values.Sum(left => left.Count)), percent);
    }

    /// <summary>Waits.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="interval">From one list of a server to the next.</param>
    /// <param name="timeLimit">How long to wait; null for without end, zero for one request.</param>
    /// <param name="isIgnored">Connections that are not waited for.</param>
    /// <returns>The servers that were not empty when the time limit had come.</returns>
    public IReadOnlyList<UndrainedServer> Wait(IReadOnlyCollection<SoraServer> servers, TimeSpan interval, TimeSpan? timeLimit, Func<SoraServer, SoraConnection, bool> isIgnored)
    {
        using var requests = new SemaphoreSlim(Math.Max(1, servers.Count));
        var pollers = servers.Select(server => new ConnectionPoller(server, _clients.Get(server), new ConnectionQuery(null, Local: true), interval, timeLimit, requests)).ToList();
        _timeLimit = timeLimit;
        _left.Clear();
        _clock.Restart();
        _merger.Merge(
            pollers.Select(poller => new ServerList<PollResult>(poller.Server, poller.Target, poller.PollAsync(_pipeline.CancellationToken))), (result, _) => Process(result, isIgnored));
        return pollers.Where(poller => poller.TimedOut).Select(poller => new UndrainedServer(poller, poller.IsKnown ? _left[poller] : null)).ToList();
    }

    /// <summary>Warns of servers that are no longer in the mode that they were set to, and of those that do not say in which one they are.</summary>
    public void CheckModes(IReadOnlyCollection<SoraServer> servers, string mode) => _merger.Merge(
        servers.Select(server => new ServerList<string>(server, server, GetModeWarningAsync(server, mode))), (warning, _) => _pipeline.WriteWarning(warning));

    private async IAsyncEnumerable<IReadOnlyList<string>> GetModeWarningAsync(SoraServer server, string mode)
    {
        string? warning = null;
        try
        {
            var now = await _clients.Get(server).CallAsync(SoraOperations.GetMode, null, _pipeline.CancellationToken).ConfigureAwait(false);
            warning = now.Mode == mode ? null : SafeMessage.Format(Messages.ModeChanged, server.Name, now.Mode!, mode);
        }
        catch (SoraApiException e)
        {
            warning = string.Format(Messages.Culture, Messages.ModeUnknown, SafeText.ForDisplay(server.Name), mode, e.Detail);
        }

        if (warning is not null)
        {
            yield return new[] { warning };
        }
    }

    private void Process(PollResult result, Func<SoraServer, SoraConnection, bool> isIgnored)
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

        var left = connections.Where(connection => !isIgnored(result.Poller.Server, connection)).ToList();
        _left[result.Poller] = left;
        result.Poller.IsDone = left.Count == 0;
    }
}

/// <summary>A server that was not empty when the time limit had come.</summary>
/// <param name="Poller">What asked it.</param>
/// <param name="Left">Who is still there; null where that is not known.</param>
internal sealed record UndrainedServer(ConnectionPoller Poller, IReadOnlyList<SoraConnection>? Left)
{
    public SoraServer Server => Poller.Server;
}
