namespace SoraPS.Commands.Execution;

/// <summary>Compares each list of the connections of one place with the one before it.</summary>
internal sealed class ConnectionTracker
{
    private Dictionary<(string, string), SoraConnection>? _known;

    /// <summary>The changes since the last list: first connections that are gone, then new and changed ones in the order of the list. Null for the first list.</summary>
    public IReadOnlyList<SoraConnectionChange>? Update(IReadOnlyList<SoraConnection> connections)
    {
        var before = _known;
        _known = new Dictionary<(string, string), SoraConnection>();
        foreach (var connection in connections)
        {
            _known[(connection.ChannelId, connection.ConnectionId)] = connection;
        }

        return before is null ? null : GetDifferences(before, _known).ToList();
    }

    /// <summary>The connections of the last list, each once.</summary>
    public IEnumerable<SoraConnection> Connections => _known?.Values ?? Enumerable.Empty<SoraConnection>();

    private static IEnumerable<SoraConnectionChange> GetDifferences(Dictionary<(string, string), SoraConnection> before, Dictionary<(string, string), SoraConnection> now)
    {
        foreach (var known in before)
        {
            if (!now.ContainsKey(known.Key))
            {
                yield return new SoraConnectionChange(SoraConnectionChange.Disconnected, known.Value);
            }
        }

        foreach (var current in now)
        {
            if (!before.TryGetValue(current.Key, out var previous))
            {
                yield return new SoraConnectionChange(SoraConnectionChange.Connected, current.Value);
            }
            else if (current.Value.GetDifferences(previous) is { Length: > 0 } properties)
            {
                yield return new SoraConnectionChange(SoraConnectionChange.Changed, current.Value, previous, properties);
            }
        }
    }
}
