using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>How a change ended: the answer, or why there is none.</summary>
internal readonly record struct ChangeResult(PSObject? Answer, Exception? Exception);

/// <summary>
/// The changes of a pipeline that have been sent and whose results are not written yet, in the order of the input. It has as many places as requests may be in
/// progress: so no more than that many results are lost if the pipeline is stopped, apart from those of a batch. Only the thread of the pipeline uses it; requests end on any thread.
/// </summary>
internal sealed class ChangeQueue<TAnswer>
    where TAnswer : SoraChangeAnswer
{
    private readonly CmdletPipeline _pipeline;
    private readonly Queue<Item> _items = new();
    private readonly List<Item> _ahead = new();

    /// <param name="limit">How many changes it holds.</param>
    /// <param name="pipeline">The pipeline.</param>
    public ChangeQueue(int limit, CmdletPipeline pipeline)
    {
        Limit = limit;
        _pipeline = pipeline;
    }

    public int Limit { get; }

    /// <summary>How many changes have been added.</summary>
    public int Count { get; private set; }

    /// <summary>True if the next result must be written before another change is added.</summary>
    public bool IsFull => _items.Count >= Limit;

    /// <summary>Sends a change. The others of its batch are in the same request: they are sent as well, and join the queue in their turn.</summary>
    public void Start(Change<TAnswer> change, SoraClient client)
    {
        if (FindAhead(change) < 0)
        {
            _ahead.AddRange((change.Batch?.Changes ?? new[] { change }).Select(sent => new Item(sent, null, SendAsync(sent, client)) { IsSent = true }));
        }

        int index = FindAhead(change);
        Add(_ahead[index]);
        _ahead.RemoveAt(index);
    }

    /// <summary>Adds a change that is not sent because of an error. It waits for its turn: with <c>-ErrorAction Stop</c>, the error must not suppress the answers to the records before it.</summary>
    public void AddRejected(Change<TAnswer> change, Exception exception) => Add(new Item(change, null, Task.FromResult(new ChangeResult(null, exception))));

    /// <summary>Adds the error of a record from which no change could be made.</summary>
    public void AddRejected(Exception exception, object? target) => Add(new Item(null, target, Task.FromResult(new ChangeResult(null, exception))));

    /// <summary>The next change, if it has ended or is to be waited for. It stays in the queue.</summary>
    public bool TryPeek(bool wait, out Item item)
    {
        bool found = _items.Count > 0 && (wait || _items.Peek().Result.IsCompleted);
        item = found ? _items.Peek() : default;
        return found;
    }

    /// <summary>Removes the next change.</summary>
    public void Dequeue() => _items.Dequeue();

    /// <summary>Removes all changes, also those whose turn has not come.</summary>
    public IReadOnlyList<Item> Clear()
    {
        var items = _items.Concat(_ahead).ToArray();
        _items.Clear();
        _ahead.Clear();
        return items;
    }

    private int FindAhead(Change<TAnswer> change) => _ahead.FindIndex(item => item.Change == change);

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
            var answer = await change.SendAsync(client, _pipeline.CancellationToken).ConfigureAwait(false);
            answer.SetServer(change.Server);
            (answer as SoraConnectionAnswer)?.AddConnectionDetails(change.Connection.ClientId, change.Connection.Role, change.Connection.CreatedAt);
            var wrapped = await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false);
            return new ChangeResult(wrapped[0], null);
        }
        catch (Exception e)
        {
            return new ChangeResult(null, e);
        }
    }

    /// <summary>A change in the queue, or one that is not sent; for a record from which none could be made, the target of its error.</summary>
    internal readonly record struct Item(Change<TAnswer>? Change, object? Target, Task<ChangeResult> Result)
    {
        /// <summary>Whether a request was sent.</summary>
        public bool IsSent { get; init; }
    }
}
