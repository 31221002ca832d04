namespace SoraPS.Commands.Execution;

/// <summary>The filters of several records that concern one server and channel: a connection must match one of them.</summary>
internal sealed class ConnectionFilterSet
{
    // No id is empty, so the empty one can stand for "any".
    private static readonly HashSet<string> AnyId = new() { string.Empty };

    private readonly Dictionary<string, List<ConnectionFilter>> _byId = new(StringComparer.Ordinal);
    private readonly List<ConnectionFilter> _filters = new();

    public void Add(ConnectionFilter filter)
    {
        _filters.Add(filter);
        foreach (string id in filter.Connections ?? filter.Clients ?? AnyId)
        {
            if (!_byId.TryGetValue(id, out var filters))
            {
                _byId.Add(id, filters = new List<ConnectionFilter>());
            }

            filters.Add(filter);
        }
    }

    public bool Matches(SoraConnection connection) => GetMatches(connection).Any();

    /// <summary>The filters that none of the connections matches.</summary>
    public IReadOnlyList<ConnectionFilter> GetUnmatched(IEnumerable<SoraConnection> connections) => _filters.Except(connections.SelectMany(GetMatches)).ToList();

    /// <summary>The ids of clients and connections that the filters look for.</summary>
    public MissingIds GetIds()
    {
        var filters = _byId.Values.SelectMany(same => same).ToList();
        return new MissingIds(
            filters.SelectMany(filter => filter.Clients ?? Enumerable.Empty<string>()), filters.SelectMany(filter => filter.Connections ?? Enumerable.Empty<string>()));
    }

    private IEnumerable<ConnectionFilter> GetMatches(SoraConnection connection) =>
        GetFilters(connection.ConnectionId).Concat(GetFilters(connection.ClientId)).Concat(GetFilters(string.Empty)).Where(filter => filter.Matches(connection));

    private IEnumerable<ConnectionFilter> GetFilters(string id) => _byId.TryGetValue(id, out var filters) ? filters : Enumerable.Empty<ConnectionFilter>();
}
