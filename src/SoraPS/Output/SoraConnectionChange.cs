namespace SoraPS;

/// <summary>A connection that came, went or changed. Sora tells nobody: this is the difference between two lists.</summary>
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

    /// <summary>When it was seen, in local time: up to an interval after it happened.</summary>
    public DateTime Time { get; } = DateTime.Now;

    /// <summary>What happened: <c>Existing</c> (it was there at the first look), <c>Connected</c>, <c>Changed</c> or <c>Disconnected</c>.</summary>
    public string Change { get; }

    /// <summary>The channel.</summary>
    public string ChannelId => Connection.ChannelId;

    /// <summary>The client.</summary>
    public string ClientId => Connection.ClientId;

    /// <summary>The connection's id.</summary>
    public string ConnectionId => Connection.ConnectionId;

    /// <summary>The role.</summary>
    public string Role => Connection.Role;

    /// <summary>The properties that are not as they were; empty unless it changed.</summary>
    public SoraStringCollection ChangedProperty { get; }

    /// <summary>The connection as it is, or was when it was last seen.</summary>
    public SoraConnection Connection { get; }

    /// <summary>The connection before it changed.</summary>
    public SoraConnection? Previous { get; }

    /// <inheritdoc/>
    public override void SetServer(ISoraServer server)
    {
        base.SetServer(server);
        Connection.SetServer(server);
        Previous?.SetServer(server);
    }

    /// <summary><c>Connected channel/client/connection</c>; behind <c>Changed</c> also what is not as it was.</summary>
    public override string ToString() => Change + " " + Connection + (ChangedProperty.Count == 0 ? string.Empty : " (" + ChangedProperty + ")");
}
