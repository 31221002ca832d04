namespace SoraPS.Commands.Execution;

/// <summary>Ids of clients and connections that were asked for and have not been found yet.</summary>
internal sealed class MissingIds
{
    public static readonly MissingIds None = new(null, null);

    public MissingIds(IEnumerable<string>? clients, IEnumerable<string>? connections)
    {
        Clients = new HashSet<string>(clients ?? Array.Empty<string>(), StringComparer.Ordinal);
        Connections = new HashSet<string>(connections ?? Array.Empty<string>(), StringComparer.Ordinal);
    }

    public HashSet<string> Clients { get; }

    public HashSet<string> Connections { get; }

    public bool IsEmpty => Clients.Count == 0 && Connections.Count == 0;

    public void Remove(SoraConnection found)
    {
        Clients.Remove(found.ClientId);
        Connections.Remove(found.ConnectionId);
    }
}
