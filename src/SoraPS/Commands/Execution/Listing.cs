namespace SoraPS.Commands.Execution;

/// <summary>A list that one server is sending, as many items at once as are here.</summary>
internal sealed class Listing<T>
{
    public Listing(SoraServer server, object? target, IAsyncEnumerable<IReadOnlyList<T>> items)
    {
        Server = server;
        Target = target;
        Items = items.GetAsyncEnumerator();
        Next = Items.MoveNextAsync().AsTask();
    }

    public SoraServer Server { get; }

    /// <summary>What the user asked for, named in an error.</summary>
    public object? Target { get; }

    public IAsyncEnumerator<IReadOnlyList<T>> Items { get; }

    /// <summary>Whether there are more items, once it is known.</summary>
    public Task<bool> Next { get; private set; }

    public void Advance() => Next = Items.MoveNextAsync().AsTask();

    /// <summary>Waits for the step under way, whose outcome nobody wants any more, and closes the list.</summary>
    public async Task<bool> CloseAsync()
    {
        await Task.WhenAny(Next).ConfigureAwait(false);
        _ = Next.Exception;
        await Items.DisposeAsync().ConfigureAwait(false);
        return true;
    }
}
