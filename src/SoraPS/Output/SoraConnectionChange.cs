namespace SoraPS;

/// <summary>A connection that was made, ended or changed between two lists. (The API has no notifications, so two lists are compared.)</summary>
public sealed class SoraConnectionChange : SoraObject
{
    internal const string Existing = nameof(Existing);
    internal const string Connected = nameof(Connected);
    internal const string Changed = nameof(Changed);
    internal const string Disconnected = nameof(Disconnected);

    internal SoraConnectionChange(string change, SoraConnection connection, SoraConnection? previous = null, string[]? changedProperty = null)
    {
        Change = change;
        Connection = connection;
        Previous = previous;
        ChangedProperty = new SoraStringCollection(changedProperty ?? Array.Empty<string>());
    }

    /// <summary>When the change was detected, in local time: at most one polling interval after it happened.</summary>
    public DateTime Time { get; } = DateTime.Now;

    /// <summary>What happened: <c>Existing</c> (in the first list), <c>Connected</c>, <c>Changed</c> or <c>Disconnected</c>.</summary>
    public string Change { get; }

    /// <summary>The channel.</summary>
    public string ChannelId => Connection.ChannelId;

    /// <summary>The client.</summary>
    public string ClientId => Connection.ClientId;

    /// <summary>The connection's id.</summary>
    public string ConnectionId => Connection.ConnectionId;

    /// <summary>The role.</summary>
    public string Role => Connection.Role;

    /// <summary>The node, for tables.</summary>
    internal string? NodeName => Connection.NodeName;

    /// <summary>The names of the properties that changed; empty unless <see cref="Change"/> is <c>Changed</c>.</summary>
    public SoraStringCollection ChangedProperty { get; }

    /// <summary>The connection after the change; of one that ended, its state in the last list that had it.</summary>
    public SoraConnection Connection { get; }

    /// <summary>The connection before the change; null unless <see cref="Change"/> is <c>Changed</c>.</summary>
    public SoraConnection? Previous { get; }

    /// <inheritdoc/>
    public override void SetServer(ISoraServer server)
    {
        base.SetServer(server);
        Connection.SetServer(server);
        Previous?.SetServer(server);
    }

    /// <summary><c>Connected channel/client/connection</c>; for <c>Changed</c> with the names of the properties that changed.</summary>
    public override string ToString() => Change + " " + Connection + (ChangedProperty.Count == 0 ? string.Empty : " (" + ChangedProperty + ")");
}
