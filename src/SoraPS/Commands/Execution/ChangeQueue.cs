using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>
/// The changes of a pipeline: so many are in flight at once, and their outcomes come out in the order in which they went in. For one thread;
/// the changes themselves end on any.
/// </summary>
#pragma warning disable CA1001 // Its semaphore has no handle, and a request that nobody waits for any more may end after the cmdlet.
internal sealed class ChangeQueue
#pragma warning restore CA1001
{
    private readonly Queue<Change> _unwritten = new();

    private readonly SemaphoreSlim _room;

    public ChangeQueue(int limit)
    {
        Limit = limit;
        _room = new SemaphoreSlim(limit);
    }

    /// <summary>How many may be in flight.</summary>
    public int Limit { get; }

    /// <summary>How many went in.</summary>
    public int Items { get; private set; }

    /// <summary>Ends when another change may be sent, which then must be.</summary>
    public Task<bool> RoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(Timeout.Infinite, cancellationToken);

    /// <summary>Begins a change, for which there is room.</summary>
    /// <param name="server">Where it goes.</param>
    /// <param name="channel">The channel that it concerns, if any.</param>
    /// <param name="target">What the user passed.</param>
    /// <param name="send">Sends it, and returns what to write.</param>
    public void Add(SoraServer server, string? channel, object? target, Func<Task<PSObject>> send) =>
        Enqueue(new Change(server, channel, target, RunAsync(send)));

    /// <summary>A record that was refused comes out in its turn: it must not, with <c>-ErrorAction Stop</c>, cost the answers to those before it.</summary>
    public void AddRefused(Exception failure, object? target) => Enqueue(new Change(null, null, target, Task.FromResult(new Outcome(null, failure))));

    /// <summary>The next change, if it has ended or is to be waited for.</summary>
    public bool TryTake(bool wait, out Change change)
    {
        bool any = _unwritten.Count > 0 && (wait || _unwritten.Peek().Outcome.IsCompleted);
        change = any ? _unwritten.Dequeue() : null!;
        return any;
    }

    private void Enqueue(Change change)
    {
        Items++;
        _unwritten.Enqueue(change);
    }

    /// <summary>Never fails: the outcome of a change that nobody waits for any more must not become an unobserved exception.</summary>
    private async Task<Outcome> RunAsync(Func<Task<PSObject>> send)
    {
        try
        {
            return new Outcome(await send().ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            return new Outcome(null, e);
        }
        finally
        {
            _room.Release();
        }
    }

    internal sealed record Change(SoraServer? Server, string? Channel, object? Target, Task<Outcome> Outcome);

    internal sealed record Outcome(PSObject? Answer, Exception? Failure);
}
