namespace SoraPS.Commands.Execution;

/// <summary>Finds connections of which only the id is known: one list of each server for all of them.</summary>
internal sealed class ConnectionLookup
{
    private readonly CmdletPipeline _pipeline;
    private readonly ServerClients _clients;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly ProgressReporter _progress;
    private readonly List<string> _ids = new();
    private readonly Dictionary<string, List<SoraServer>> _servers = new(StringComparer.Ordinal);

    public ConnectionLookup(CmdletPipeline pipeline, ServerClients clients, RequestDiagnosticsWriter diagnostics, ProgressReporter progress)
    {
        _pipeline = pipeline;
        _clients = clients;
        _diagnostics = diagnostics;
        _progress = progress;
    }

    /// <summary>Adds a connection, and a server that may have it.</summary>
    public void Add(string connectionId, SoraServer server)
    {
        if (!_servers.TryGetValue(connectionId, out var servers))
        {
            _servers.Add(connectionId, servers = new List<SoraServer>());
            _ids.Add(connectionId);
        }

        if (!servers.Contains(server))
        {
            servers.Add(server);
        }
    }

    /// <summary>Sends the lists and returns each connection, in the order in which they were added, or why it was not found.</summary>
    public IReadOnlyList<LookupResult> Find()
    {
        var reading = new List<Task<Found>>();
        foreach (var server in _servers.Values.SelectMany(servers => servers).Distinct().ToList())
        {
            reading.Add(ReadAsync(server));
        }

        if (reading.Count == 0)
        {
            return Array.Empty<LookupResult>();
        }

        var lists = _progress.Wait(Task.WhenAll(reading));
        _diagnostics.WritePending();
        var results = _ids.ConvertAll(id => Choose(id, Array.FindAll(lists, list => _servers[id].Contains(list.Server))));
        foreach (var failed in Array.FindAll(lists, list => list.Error is not null && results.Exists(result => result.Connection is not null && _servers[result.ConnectionId].Contains(list.Server))))
        {
            _pipeline.WriteWarning(SafeMessage.Format(Messages.LookupIncomplete, failed.Server.Name, failed.Error!.Message));
        }

        return results;
    }

    private static LookupResult Choose(string id, Found[] lists)
    {
        var places = lists.SelectMany(list => list.Connections.Where(connection => connection.ConnectionId == id).Select(connection => (list.Server, Connection: connection)))
            .GroupBy(place => (place.Server, place.Connection.ChannelId)).Select(same => same.First()).ToList();
        string names = string.Join(", ", lists.Select(list => list.Server.Name));
        return places.Count switch
        {
            1 => new(id, places[0].Server, names, places[0].Connection, null),
            0 when Array.Find(lists, list => list.Error is not null) is { } failed => new(id, failed.Server, failed.Server.Name, null, failed.Error),
            0 => new(id, lists[0].Server, names, null, new ConnectionNotFoundException(Messages.ConnectionNotFound)),
            _ => new(id, places[0].Server, names, null, new ArgumentException(SafeMessage.Format(Messages.ConnectionNotUnique, string.Join(", ", places.Select(place => place.Connection.ChannelId + " (" + place.Server.Name + ")"))))),
        };
    }

    /// <summary>Reads the list of a server. It keeps the connections that are looked for, and how the list failed, if it did.</summary>
    private async Task<Found> ReadAsync(SoraServer server)
    {
        var connections = new List<SoraConnection>();
        try
        {
            await foreach (var batch in _clients.Get(server).ListBatchesAsync(SoraOperations.ListConnections, null, _pipeline.CancellationToken).ConfigureAwait(false))
            {
                connections.AddRange(batch.Where(connection => _servers.ContainsKey(connection.ConnectionId)));
            }

            return new Found(server, connections, null);
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e))
        {
            return new Found(server, connections, e);
        }
    }

    /// <summary>The connections of a server that are looked for.</summary>
    private sealed record Found(SoraServer Server, List<SoraConnection> Connections, Exception? Error);
}

/// <summary>What was found of a connection.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Server">The server that has it; else one of those that were asked.</param>
/// <param name="ServerNames">The servers that were asked, or the one that did not answer.</param>
/// <param name="Connection">The connection; null if it was not found.</param>
/// <param name="Error">Why not.</param>
internal sealed record LookupResult(string ConnectionId, SoraServer Server, string ServerNames, SoraConnection? Connection, Exception? Error);

/// <summary>No server has a connection with this id.</summary>
#pragma warning disable CA1032 // It is only made here, and never without a message.
internal sealed class ConnectionNotFoundException(string message) : ArgumentException(message);
#pragma warning restore CA1032
