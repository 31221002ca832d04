namespace SoraPS.Commands.Execution;

/// <summary>
/// Which requests give the statistics that all records together ask for. However many they are, a server is asked for a few of them one by one, or once for
/// the list of all, out of which those that were asked for are taken.
/// </summary>
/// <param name="all">The operation that lists all.</param>
/// <param name="single">The operations for ids, the most specific one first: one that takes exactly the ids that were given is used.</param>
/// <param name="local">See <see cref="ConnectionQuery"/>. If it is given, the list is used, because only that operation has it.</param>
internal sealed class StatisticsPlan<T>(SoraListOperation<T> all, IReadOnlyList<SoraListOperation<T>> single, bool? local)
    where T : SoraStatistics
{
    // The list of a whole server can take seconds, a single one milliseconds.
    private const int MaximumSingle = 8;

    private readonly Dictionary<SoraServer, HashSet<StatisticsIds>> _wanted = new();
    private readonly List<SoraServer> _servers = new(); // in the order of the input

    /// <summary>The servers that were asked.</summary>
    public IReadOnlyList<SoraServer> Servers => _servers;

    /// <summary>Adds what a record asks for: every combination of its ids.</summary>
    public void Add(IEnumerable<SoraServer> servers, string[]? channels, string[]? clients, string[]? connections)
    {
        var ids = (from channel in OrAny(channels)
                   from client in connections is null ? OrAny(clients) : OrAny(null) // a connection needs no client
                   from connection in OrAny(connections)
                   select new StatisticsIds(channel, client, connection)).ToList();
        foreach (var server in servers)
        {
            if (!_wanted.TryGetValue(server, out var wanted))
            {
                _wanted.Add(server, wanted = new HashSet<StatisticsIds>());
                _servers.Add(server);
            }

            wanted.UnionWith(ids);
        }
    }

    /// <summary>The requests, each with what is taken of its answer.</summary>
    /// <param name="getIds">The ids of statistics.</param>
    public IEnumerable<(SoraServer Server, StatisticsQuery<T> Query, Func<T, bool> IsWanted)> GetQueries(Func<T, StatisticsIds> getIds)
    {
        foreach (var server in _servers)
        {
            var wanted = _wanted[server];
            var queries = wanted.Select(ids => (Ids: ids, Operation: FindSingle(ids))).ToList();
            if (local is null && queries.Count <= MaximumSingle && queries.TrueForAll(query => query.Operation is not null))
            {
                foreach (var (ids, operation) in queries)
                {
                    yield return (server, new StatisticsQuery<T>(operation!, ids, null), _ => true);
                }
            }
            else
            {
                yield return (server, new StatisticsQuery<T>(all, queries.Count == 1 ? queries[0].Ids : StatisticsIds.Any, local), CreateFilter(wanted, getIds));
            }
        }
    }

    private static string?[] OrAny(string[]? ids) => ids ?? new string?[] { null };

    private static Func<T, bool> CreateFilter(HashSet<StatisticsIds> wanted, Func<T, StatisticsIds> getIds) => wanted.Contains(StatisticsIds.Any)
        ? _ => true
        : statistics =>
        {
            var (channel, client, connection) = getIds(statistics);
            return wanted.Contains(new(channel, null, connection)) || wanted.Contains(new(channel, client, null)) || wanted.Contains(new(channel, null, null))
                || wanted.Contains(new(null, null, connection)) || wanted.Contains(new(null, client, null));
        };

    private SoraListOperation<T>? FindSingle(StatisticsIds ids)
    {
        var given = new[] { (SoraFields.ChannelId, ids.Channel), (SoraFields.ClientId, ids.Client), (SoraFields.ConnectionId, ids.Connection) }.Where(id => id.Item2 is not null).Select(id => id.Item1).ToList();
        return single.FirstOrDefault(operation => given.Count > 0 && operation.GetRequiredFields().Count == given.Count && given.TrueForAll(operation.GetRequiredFields().Contains));
    }
}
