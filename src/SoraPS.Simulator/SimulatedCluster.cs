using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>
/// The nodes that were started together, and which of them are members of the cluster (documentation: API_CLUSTER, A; rows: sora_exporter, B). What is not
/// publicly known is our choice: a node that is no member sees itself only, and each node sees the same. Every member may be called from any thread.
/// </summary>
internal sealed class SimulatedCluster
{
    /// <summary>An <c>error_type</c> of our own invention, for a node that is no member.</summary>
    public const string UnknownNodeError = "SoraSimulatorUnknownNode";

    /// <summary>An <c>error_type</c> of our own invention, where most members have stopped (that it is refused then: API_CLUSTER, A).</summary>
    public const string NoMajorityError = "SoraSimulatorNoMajority";

    private readonly object _lock = new();
    private readonly List<SimulatedNode> _nodes = new();
    private readonly List<string> _members = new();
    private int _connectionCount;

    /// <param name="generation">The generation of Sora that its nodes run.</param>
    /// <param name="clock">The clock of its nodes.</param>
    public SimulatedCluster(SimulatedGeneration generation, SimulatedClock clock)
    {
        Generation = generation;
        Clock = clock;
        Sessions = new SimulatedSessions(generation, clock);
    }

    public SimulatedGeneration Generation { get; }

    public SimulatedClock Clock { get; }

    /// <summary>The sessions of all nodes.</summary>
    public SimulatedSessions Sessions { get; }

    /// <summary>True if connections say which node they are on.</summary>
    public bool HasSeveralNodes { get; init; }

    /// <summary>A new number for a connection: ids that are made of it are unique in the cluster.</summary>
    public int TakeNumber() => Interlocked.Increment(ref _connectionCount) - 1;

    public void Add(SimulatedNode node)
    {
        lock (_lock)
        {
            _nodes.Add(node);
            _members.Add(node.Name);
        }
    }

    /// <summary>The nodes that a node sees, of those that were started together.</summary>
    public IReadOnlyList<SimulatedNode> GetNodes(SimulatedNode asked)
    {
        lock (_lock)
        {
            return GetNames(asked).Select(Find).OfType<SimulatedNode>().ToArray();
        }
    }

    /// <summary>The connections of the node that is asked; or of all nodes that it sees and that run, in the order of the nodes.</summary>
    public IEnumerable<SimulatedConnection> GetConnections(SimulatedNode asked, bool local) =>
        local ? asked.Connections.All : GetNodes(asked).Where(node => node.IsRunning).SelectMany(node => node.Connections.All);

    /// <summary>Removes connections from every node that a node sees. That a change reaches the others is our choice (sora-api 5).</summary>
    /// <returns>How many there were.</returns>
    public int RemoveConnections(SimulatedNode asked, Predicate<SimulatedConnection> match) => GetNodes(asked).Where(node => node.IsRunning).Sum(node => node.Connections.Remove(match));

    /// <summary>The answer of ListClusterNodes.</summary>
    public JsonArray ToJson(SimulatedNode asked)
    {
        lock (_lock)
        {
            return new JsonArray(GetNames(asked).Select(name => (JsonNode)(Find(name) is { IsRunning: true } node ? ToRow(node) : new JsonObject { ["node_name"] = name, ["connected"] = false })).ToArray());
        }
    }

    /// <summary>
    /// Forms the cluster anew: InitCluster. That a cluster which works is formed again, that the node which is asked need not be named, and that a name of no node
    /// becomes a member that is not connected, are our choices.
    /// </summary>
    public SimulatorResponse Form(IEnumerable<string> names)
    {
        lock (_lock)
        {
            _members.Clear();
            _members.AddRange(names.Distinct(StringComparer.Ordinal));
            foreach (var node in _members.Select(Find).OfType<SimulatedNode>())
            {
                node.MemberSince = Clock.UtcNow;
            }

            return SimulatorResponse.Json(new JsonObject());
        }
    }

    /// <summary>Removes a node: PurgeClusterNode. That it may still run is our choice.</summary>
    public SimulatorResponse Purge(SimulatedNode asked, string name)
    {
        lock (_lock)
        {
            return _members.Contains(asked.Name) && _members.Remove(name) ? SimulatorResponse.Json(new JsonObject()) : UnknownNode();
        }
    }

    /// <summary>Makes the node that is asked a member: RegisterClusterNode, with the name of a member that runs, while most members run.</summary>
    public SimulatorResponse Register(SimulatedNode asked, string contact)
    {
        lock (_lock)
        {
            if (!_members.Contains(contact) || Find(contact) is not { IsRunning: true })
            {
                return UnknownNode();
            }

            if (_members.Select(Find).Count(node => node is { IsRunning: true }) * 2 <= _members.Count)
            {
                return SimulatorResponse.ApiError(NoMajorityError, new JsonObject { ["note"] = "Made up by the simulator: what Sora answers without a majority of the nodes is not documented." });
            }

            if (!_members.Contains(asked.Name))
            {
                asked.MemberSince = Clock.UtcNow;
                _members.Add(asked.Name);
            }

            return SimulatorResponse.Json(new JsonObject());
        }
    }

    private SimulatedNode? Find(string name) => _nodes.Find(node => node.Name == name);

    private IEnumerable<string> GetNames(SimulatedNode asked) => _members.Contains(asked.Name) ? _members : new[] { asked.Name };

    private JsonObject ToRow(SimulatedNode node)
    {
        var license = node.License.Current;
        return new JsonObject
        {
            ["node_name"] = node.Name,
            ["epoch"] = 1,
            ["mode"] = node.Mode,
            ["cluster_signaling_url"] = node.Uri?.GetLeftPart(UriPartial.Authority).Replace("http:", "ws:") + "/signaling",
            ["cluster_api_url"] = node.Uri?.AbsoluteUri,
            ["member_since"] = SimulatedSession.FormatTimestamp(node.MemberSince),
            ["sora_version"] = Generation.Version,
            ["license_max_nodes"] = license["max_nodes"]?.DeepClone(),
            ["license_max_connections"] = license["max_connections"]?.DeepClone(),
            ["license_serial_code"] = license["serial_code"]?.DeepClone(),
            ["license_type"] = license["type"]?.DeepClone(),
            ["connected"] = true,
            ["temporary_node"] = false,
        };
    }

    private static SimulatorResponse UnknownNode() =>
        SimulatorResponse.ApiError(UnknownNodeError, new JsonObject { ["note"] = "Made up by the simulator: what Sora answers for a node that is no member is not documented." });
}
