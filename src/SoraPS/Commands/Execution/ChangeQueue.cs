using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>How a change ended: the answer, or why there is none.</summary>
internal readonly record struct ChangeResult(PSObject? Answer, Exception? Exception);

/// <summary>
/// The changes of a pipeline. It limits how many requests are in progress, and returns the results in the order of the input. Only the thread
/// of the pipeline uses it; requests end on any thread.
/// </summary>
#pragma warning disable CA1001 // The semaphore has no handle, and a request that nobody waits for may end after the cmdlet.
internal sealed class ChangeQueue<TAnswer>
#pragma warning restore CA1001
    where TAnswer : SoraAnswer
{
    private readonly CmdletPipeline _pipeline;
    private readonly ProgressReporter _progress;
    private readonly Queue<Item> _items = new();
    private readonly SemaphoreSlim _slots;

    /// <param name="limit">How many requests may be in progress.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="progress">Shown while all slots are taken.</param>
    public ChangeQueue(int limit, CmdletPipeline pipeline, ProgressReporter progress)
    {
        Limit = limit;
        _slots = new SemaphoreSlim(limit);
        _pipeline = pipeline;
        _progress = progress;
    }

    public int Limit { get; }

    /// <summary>How many changes have been added.</summary>
    public int Count { get; private set; }

    /// <summary>Sends a change, after waiting for a free slot if the limit is reached.</summary>
    public void Start(Change<TAnswer> change, SoraClient client)
    {
        // This does not block: a free slot needs no task.
        if (!_slots.Wait(0))
        {
            _progress.Wait(_slots.WaitAsync(Timeout.Infinite, _pipeline.CancellationToken));
        }

        Add(new Item(change, change.Target, SendAsync(change, client)));
    }

    /// <summary>Adds a record that is not sent because of an error. It waits for its turn: with <c>-ErrorAction Stop</c>, the error must not suppress the answers to the records before it.</summary>
    public void AddRejected(Exception exception, object? target) => Add(new Item(null, target, Task.FromResult(new ChangeResult(null, exception))));

    /// <summary>Removes the next change, if it has ended or is to be waited for.</summary>
    public bool TryDequeue(bool wait, out Item item)
    {
        bool found = _items.Count > 0 && (wait || _items.Peek().Result.IsCompleted);
        item = found ? _items.Dequeue() : default;
        return found;
    }

    private void Add(Item item)
    {
        Count++;
        _items.Enqueue(item);
    }

    /// <summary>The task never fails: an exception of a change that nobody waits for would be unobserved.</summary>
    private async Task<ChangeResult> SendAsync(Change<TAnswer> change, SoraClient client)
    {
        try
        {
            var answer = await client.CallAsync(change.Operation, change.Request, _pipeline.CancellationToken).ConfigureAwait(false);
            change.Server.LiveConnectionCache.Clear();
            answer.SetServer(change.Server);
            var wrapped = await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false);
            return new ChangeResult(wrapped[0], null);
        }
        catch (Exception e)
        {
            return new ChangeResult(null, e);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>A change in the queue; without the change for a record that is not sent.</summary>
    internal readonly record struct Item(Change<TAnswer>? Change, object? Target, Task<ChangeResult> Result);
}
