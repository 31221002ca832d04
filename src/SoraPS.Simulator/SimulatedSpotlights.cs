namespace SoraPS;

/// <summary>
/// Who has the focus of the spotlight on one node. A fixed focus stays until it is taken back (documentation: API_SPOTLIGHT, A). Our choices: where a number was
/// set and is exceeded, the connection that has had the focus for the longest time loses it, unless it is fixed; nobody speaks, so nothing else moves it. Every
/// member may be called from any thread.
/// </summary>
internal sealed class SimulatedSpotlights
{
    private readonly object _lock = new();
    private readonly SimulatedConnections _connections;
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    public SimulatedSpotlights(SimulatedConnections connections) => _connections = connections;

    /// <summary>The channels whose spotlight was changed, and that still have connections.</summary>
    public IReadOnlyList<SoraSimulatorSpotlight> All
    {
        get
        {
            lock (_lock)
            {
                RemoveGone();
                return _states.Select(state => new SoraSimulatorSpotlight(
                    state.Key, state.Value.Number, state.Value.Focus.ConvertAll(focus => focus.ConnectionId), state.Value.Focus.FindAll(focus => focus.IsFixed).ConvertAll(focus => focus.ConnectionId))).ToArray();
            }
        }
    }

    public void Focus(string channelId, string connectionId, bool isFixed) => Change(channelId, state =>
    {
        state.Focus.RemoveAll(focus => focus.ConnectionId == connectionId);
        state.Focus.Add((connectionId, isFixed));
    });

    public void Unfocus(string channelId, string connectionId) => Change(channelId, state => state.Focus.RemoveAll(focus => focus.ConnectionId == connectionId));

    public void SetNumber(string channelId, long number) => Change(channelId, state => state.Number = number);

    private void Change(string channelId, Action<State> change)
    {
        lock (_lock)
        {
            if (!_states.TryGetValue(channelId, out var state))
            {
                _states.Add(channelId, state = new State());
            }

            change(state);
            RemoveGone();
            while (state.Focus.Count > state.Number && state.Focus.FindIndex(focus => !focus.IsFixed) is var first and >= 0)
            {
                state.Focus.RemoveAt(first);
            }
        }
    }

    /// <summary>Forgets connections that are gone, and channels that have none.</summary>
    private void RemoveGone()
    {
        var connections = _connections.All.ToLookup(connection => connection.ChannelId, connection => connection.ConnectionId);
        foreach (var state in _states.ToList())
        {
            state.Value.Focus.RemoveAll(focus => !connections[state.Key].Contains(focus.ConnectionId));
            if (!connections.Contains(state.Key))
            {
                _states.Remove(state.Key);
            }
        }
    }

    private sealed class State
    {
        public long? Number { get; set; }

        public List<(string ConnectionId, bool IsFixed)> Focus { get; } = new();
    }
}
