namespace SoraPS.Reports;

/// <summary>What a report says about one thing that failed.</summary>
/// <param name="Command">The cmdlet that failed; null if it is not known.</param>
/// <param name="Server">The name of the server; null if the error does not say.</param>
/// <param name="Channel">The channel id; null if the error is not about a channel.</param>
/// <param name="Client">The client id; null if it is not known.</param>
/// <param name="Connection">The connection id; null if the error is not about one connection.</param>
/// <param name="Role">The role; null if it is not known.</param>
/// <param name="Created">When the connection was made, in UTC; null if it is not known.</param>
/// <param name="Target">What the error is about, where that has no ids; null otherwise.</param>
/// <param name="Reason">The message.</param>
/// <param name="ErrorId">The first part of the id of the error; null if it has none.</param>
internal sealed record ReportedFailure(
    string? Command,
    string? Server,
    string? Channel,
    string? Client,
    string? Connection,
    string? Role,
    DateTime? Created,
    string? Target,
    string Reason,
    string? ErrorId)
{
    /// <summary>The connection that could not be disconnected; null for other failures.</summary>
    public ConnectionKey? NotDisconnected => Command == "Disconnect-SoraConnection" ? ConnectionKey.Create(Server, Channel, Connection) : null;
}
