namespace SoraPS.Commands.Execution;

/// <summary>Records that name connections of the same server and channel: one request for all of them. The requests keep the order of the input.</summary>
internal sealed class CombinedQueries
{
    private readonly List<ConnectionQuery> _queries = new();
    private readonly Dictionary<ConnectionQuery, Dictionary<SoraServer, ConnectionFilterSet>> _filters = new();

    public void Add(ConnectionQuery query, IEnumerable<SoraServer> servers, ConnectionFilter filter)
    {
        if (!_filters.TryGetValue(query, out var byServer))
        {
            _filters.Add(query, byServer = new Dictionary<SoraServer, ConnectionFilterSet>());
            _queries.Add(query);
        }

        foreach (var server in servers)
        {
            if (!byServer.TryGetValue(server, out var filters))
            {
                byServer.Add(server, filters = new ConnectionFilterSet());
            }

            filters.Add(filter);
        }
    }

    /// <summary>Each request, with what its records look for on each server.</summary>
    public IEnumerable<(ConnectionQuery Query, IReadOnlyDictionary<SoraServer, ConnectionFilterSet> Filters)> GetAll()
    {
        foreach (var query in _queries)
        {
            yield return (query, _filters[query]);
        }
    }
}
