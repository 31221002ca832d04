namespace SoraPS.Commands.Execution;

/// <summary>What a user asked for: every criterion that was given must fit. Ids are compared as the server compares them, to the letter.</summary>
internal sealed class ConnectionFilter
{
    private readonly HashSet<string>? _roles;

    public ConnectionFilter(string[]? clients, string[]? connections, string[]? roles)
    {
        Clients = SetOf(clients);
        Connections = SetOf(connections);
        _roles = SetOf(roles?.Select(role => role.ToLowerInvariant()));
    }

    public HashSet<string>? Clients { get; }

    public HashSet<string>? Connections { get; }

    public bool Matches(SoraConnection connection) =>
        Connections?.Contains(connection.ConnectionId) != false
        && Clients?.Contains(connection.ClientId) != false
        && _roles?.Contains(connection.Role) != false;

    private static HashSet<string>? SetOf(IEnumerable<string>? values) => values is null ? null : new HashSet<string>(values, StringComparer.Ordinal);
}

/// <summary>The records of a pipeline that concern one server and channel: one of them must fit.</summary>
internal sealed class RecordFilter
{
    // No id is empty: it stands for none.
    private static readonly HashSet<string> WithoutId = new() { string.Empty };

    private readonly Dictionary<string, List<ConnectionFilter>> _byId = new(StringComparer.Ordinal);

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    public void Add(ConnectionFilter record)
    {
        Count++;
        foreach (string id in record.Connections ?? record.Clients ?? WithoutId)
        {
            if (!_byId.TryGetValue(id, out var records))
            {
                _byId.Add(id, records = new List<ConnectionFilter>());
            }

            records.Add(record);
        }
    }

    public bool Matches(SoraConnection connection) => Fitting(connection).Any();

    /// <summary>The records that the connection fits.</summary>
    public IEnumerable<ConnectionFilter> Fitting(SoraConnection connection) =>
        Of(connection.ConnectionId).Concat(Of(connection.ClientId)).Concat(Of(string.Empty)).Where(record => record.Matches(connection));

    private IEnumerable<ConnectionFilter> Of(string id) => _byId.TryGetValue(id, out var records) ? records : Enumerable.Empty<ConnectionFilter>();
}
