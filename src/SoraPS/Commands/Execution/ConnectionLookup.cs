namespace SoraPS.Commands.Execution;

/// <summary>Finds connections of which only the id is known: one list of each server for all of them.</summary>
internal sealed class ConnectionLookup
{
    private readonly CmdletPipeline _pipeline;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly ProgressReporter _progress;
    private readonly List<string> _ids = new();
    private readonly Dictionary<string, List<SoraServer>> _servers = new(StringComparer.Ordinal);

    public ConnectionLookup(CmdletPipeline pipeline, RequestDiagnosticsWriter diagnostics, ProgressReporter progress)
    {
        _pipeline = pipeline;
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
    public IEnumerable<(string ConnectionId, SoraServer Server, SoraConnection? Connection, Exception? Error)> Find()
    {
        if (_ids.Count == 0)
        {
            return Array.Empty<(string, SoraServer, SoraConnection?, Exception?)>();
        }

        var lists = _progress.Wait(Task.WhenAll(_servers.Values.SelectMany(servers => servers).Distinct().Select(server => ReadAsync(server, _diagnostics.GetClient(server)))));
        _diagnostics.WritePending();
        return _ids.Select(id => Choose(id, lists.Where(list => _servers[id].Contains(list.Server)).ToList()));
    }

    private static (string ConnectionId, SoraServer Server, SoraConnection? Connection, Exception? Error) Choose(string id, List<Found> lists)
    {
        var places = lists.SelectMany(list => list.Connections.Where(connection => connection.ConnectionId == id).Select(connection => (list.Server, Connection: connection)))
            .GroupBy(place => (place.Server, place.Connection.ChannelId)).Select(same => same.First()).ToList();
        return places.Count switch
        {
            1 => (id, places[0].Server, places[0].Connection, null),
            0 => (id, lists[0].Server, null, lists.Select(list => list.Error).FirstOrDefault(error => error is not null) ?? new ConnectionNotFoundException(SafeMessage.Format(Messages.ConnectionNotFound, JoinNames(lists)))),
            _ => (id, places[0].Server, null, new ArgumentException(SafeMessage.Format(Messages.ConnectionNotUnique, string.Join(", ", places.Select(place => place.Connection.ChannelId + " (" + place.Server.Name + ")"))))),
        };
    }

    private static string JoinNames(List<Found> lists) => string.Join(", ", lists.Select(list => list.Server.Name));

    /// <summary>Reads the list of a server. It keeps the connections that are looked for, and how the list failed, if it did.</summary>
    private async Task<Found> ReadAsync(SoraServer server, SoraClient client)
    {
        var connections = new List<SoraConnection>();
        try
        {
            await foreach (var batch in client.ListBatchesAsync(SoraOperations.ListConnections, null, _pipeline.CancellationToken).ConfigureAwait(false))
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

/// <summary>No server has a connection with this id.</summary>
#pragma warning disable CA1032 // It is only made here, and never without a message.
internal sealed class ConnectionNotFoundException(string message) : ArgumentException(message);
#pragma warning restore CA1032
