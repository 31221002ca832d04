namespace SoraPS.Commands;

/// <summary>A list that one server is sending. While what has come is on its way down the pipeline, what comes next is read in the background, but no more than that.</summary>
internal sealed class Listing<T>
{
    private readonly IAsyncEnumerator<IReadOnlyList<T>> _items;

    public Listing(SoraSession session, object? target, IAsyncEnumerable<IReadOnlyList<T>> items)
    {
        Session = session;
        Target = target;
        _items = items.GetAsyncEnumerator();
        Next = ReadOn();
    }

    public SoraSession Session { get; }

    /// <summary>What the user asked for, named in an error.</summary>
    public object? Target { get; }

    /// <summary>What comes next, once it is here; null at the end.</summary>
    public Task<IReadOnlyList<T>?> Next { get; private set; }

    /// <summary>To be called when what is here was taken.</summary>
    public void Advance() => Next = ReadOn();

    /// <summary>Waits for the step under way, whose outcome nobody wants any more, and closes the list.</summary>
    public async Task<bool> CloseAsync()
    {
        await Task.WhenAny(Next).ConfigureAwait(false);
        _ = Next.Exception;
        await _items.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private Task<IReadOnlyList<T>?> ReadOn() => Task.Run(async () => await _items.MoveNextAsync().ConfigureAwait(false) ? _items.Current : null);
}
