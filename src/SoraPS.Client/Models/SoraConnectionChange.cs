namespace SoraPS;

/// <summary>What became of a connection between two looks.</summary>
public enum SoraChange
{
    /// <summary>It was there at the first look.</summary>
    Existing,

    /// <summary>It is new.</summary>
    Connected,

    /// <summary>Something about it is not as it was.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Disconnected,
}

/// <summary>A connection that came, went or changed. Sora tells nobody: this is the difference between two lists.</summary>
public sealed class SoraConnectionChange : SoraObject
{
    internal SoraConnectionChange(SoraChange change, SoraConnection connection, SoraConnection? previous = null, string[]? changedProperty = null)
    {
        Change = change;
        Connection = connection;
        Previous = previous;
        ChangedProperty = new SoraTexts(changedProperty ?? Array.Empty<string>());
    }

    /// <summary>When it was seen, in local time: up to an interval after it happened.</summary>
    public DateTime Time { get; } = DateTime.Now;

    /// <summary>What happened.</summary>
    public SoraChange Change { get; }

    /// <summary>The channel.</summary>
    public string ChannelId => Connection.ChannelId;

    /// <summary>The client.</summary>
    public string ClientId => Connection.ClientId;

    /// <summary>The connection's id.</summary>
    public string ConnectionId => Connection.ConnectionId;

    /// <summary>The role.</summary>
    public string Role => Connection.Role;

    /// <summary>The properties that are not as they were; empty unless it changed.</summary>
    public SoraTexts ChangedProperty { get; }

    /// <summary>The connection as it is, or was when it was last seen.</summary>
    public SoraConnection Connection { get; }

    /// <summary>The connection before it changed.</summary>
    public SoraConnection? Previous { get; }
}
