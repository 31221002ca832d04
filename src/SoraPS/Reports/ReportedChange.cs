namespace SoraPS.Reports;

/// <summary>What a report says about one change that was made. Times are UTC.</summary>
/// <param name="At">When the answer came; null if it is not known.</param>
/// <param name="What">What was done, in words.</param>
/// <param name="Kind">The name of the type of the result.</param>
/// <param name="Server">The name of the server; null if it is not known.</param>
/// <param name="Channel">The channel id; null if the change is not about a channel.</param>
/// <param name="Client">The client id; null if it is not known, or if the change is about more than one.</param>
/// <param name="Connection">The connection id; null if the change is about more than one.</param>
/// <param name="Role">The role; null if it is not known, or for all roles.</param>
/// <param name="Created">When the connection was made; null if it is not known.</param>
/// <param name="Detail">What else there is to say: a simulcast stream, a mode, a session; null for nothing.</param>
internal sealed record ReportedChange(
    DateTime? At,
    string What,
    string Kind,
    string? Server,
    string? Channel,
    string? Client,
    string? Connection,
    string? Role,
    DateTime? Created,
    string? Detail)
{
    /// <summary>How long the connection had existed; null if that is not known.</summary>
    public TimeSpan? Age => At - Created is not { } age ? null : age < TimeSpan.Zero ? TimeSpan.Zero : age;

    /// <summary>Whether the change was made to all clients of the channel that have the role.</summary>
    public bool IsOfAllClients => Client is null && Connection is null && Kind is ChangeKind.DisconnectedChannel or ChangeKind.Push;

    /// <summary>Whether the change was made to all connections of the client, or of the channel.</summary>
    public bool IsOfAllConnections => Connection is null && Kind is ChangeKind.DisconnectedChannel or ChangeKind.DisconnectedClient or ChangeKind.Push;

    /// <summary>The connection that was disconnected, which then cannot exist any more: connection ids are unique. Null for other changes.</summary>
    public ConnectionKey? Disconnected => Kind == ChangeKind.DisconnectedConnection ? ConnectionKey.Create(Server, Channel, Connection) : null;
}

/// <summary>A connection of a server.</summary>
internal readonly record struct ConnectionKey(string? Server, string Channel, string Connection)
{
    /// <summary>The connection; null if the ids are not known.</summary>
    public static ConnectionKey? Create(string? server, string? channel, string? connection) =>
        channel is null || connection is null ? null : new ConnectionKey(server, channel, connection);
}
