namespace SoraPS;

/// <summary>What a simulator knows of itself as a Sora node: its name, its mode, its licence and its connections.</summary>
internal sealed class SimulatedNode
{
    private volatile string _mode = "normal";
    private volatile bool _isStopped;

    /// <summary>Makes a node and a member of a cluster.</summary>
    /// <param name="name">Its name in the cluster.</param>
    /// <param name="license">Its licence.</param>
    /// <param name="cluster">The cluster, of one node or of several.</param>
    public SimulatedNode(string name, SimulatedLicense license, SimulatedCluster cluster)
    {
        Name = name;
        License = license;
        Cluster = cluster;
        MemberSince = cluster.Clock.UtcNow;
        Connections = new SimulatedConnections(this);
        Spotlights = new SimulatedSpotlights(Connections);
        NotifyMetadata = new SimulatedNotifyMetadata(this);
        cluster.Add(this);
    }

    public string Name { get; }

    public SimulatedLicense License { get; }

    public SimulatedCluster Cluster { get; }

    public SimulatedConnections Connections { get; }

    public SimulatedPushes Pushes { get; } = new();

    public SimulatedSpotlights Spotlights { get; }

    public SimulatedNotifyMetadata NotifyMetadata { get; }

    /// <summary>The address of its API; null until it listens.</summary>
    public Uri? Uri { get; set; }

    /// <summary>When it became a member of the cluster, in UTC.</summary>
    public DateTime MemberSince { get; set; }

    /// <summary>False after <see cref="Stop"/>: the other nodes see that it is not connected.</summary>
    public bool IsRunning => !_isStopped;

    /// <summary>Which connections it accepts: <c>normal</c>, <c>block_new_session</c> or <c>block_new_connection</c> (documentation: API_MODE, A).</summary>
    public string Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>Ends its connections, and with them the sessions that have no others.</summary>
    public void Stop()
    {
        _isStopped = true;
        Cluster.Sessions.Remove(Connections.All);
    }

    /// <summary>Whether the mode lets somebody connect to a channel.</summary>
    /// <param name="channelExists">Whether the channel has connections on this node already. Called only if that matters.</param>
    public bool AcceptsConnection(Func<bool> channelExists) => _mode switch
    {
        "block_new_connection" => false,
        "block_new_session" => channelExists(),
        _ => true,
    };
}
