namespace SoraPS.Commands.Execution;

/// <summary>What a user asked for: a connection must match every criterion that was given. Ids are compared as the server compares them, case-sensitively.</summary>
internal sealed class ConnectionFilter
{
    private readonly HashSet<string>? _roles;
    private readonly ConnectionPatterns? _patterns;

    public ConnectionFilter(string[]? clients, string[]? connections, string[]? roles, ConnectionPatterns? patterns = null)
    {
        _patterns = patterns;
        Clients = ToSet(clients);
        Connections = ToSet(connections);
        _roles = ToSet(roles?.Select(role => role.ToLowerInvariant()));
    }

    public HashSet<string>? Clients { get; }

    public HashSet<string>? Connections { get; }

    /// <summary>True if ids of clients or connections were given.</summary>
    public bool HasIds => Clients is not null || Connections is not null;

    public bool Matches(SoraConnection connection) =>
        Connections?.Contains(connection.ConnectionId) != false
        && Clients?.Contains(connection.ClientId) != false
        && _roles?.Contains(connection.Role) != false
        && _patterns?.Matches(connection) != false;

    private static HashSet<string>? ToSet(IEnumerable<string>? values) => values is null ? null : new HashSet<string>(values, StringComparer.Ordinal);
}
