using System.Collections.Concurrent;

namespace SoraPS;

/// <summary>The pushes that connections of one node would have received. That a push reaches only the node that is asked is our choice. Every member may be called from any thread.</summary>
internal sealed class SimulatedPushes
{
    private readonly ConcurrentQueue<SimulatedPush> _pushes = new();

    public IReadOnlyList<SimulatedPush> All => _pushes.ToArray();

    /// <summary>Sends data to each of the connections.</summary>
    public void Send(IEnumerable<SimulatedConnection> receivers, string data)
    {
        foreach (var receiver in receivers)
        {
            _pushes.Enqueue(new SimulatedPush(DateTime.Now, receiver, data));
        }
    }

    public void Clear()
    {
        while (_pushes.TryDequeue(out _))
        {
        }
    }
}
