namespace SoraPS.Commands.Execution;

/// <summary>A list that one server is sending. Items come in groups: as many as have arrived.</summary>
internal sealed class ServerList<T>
{
    private readonly IAsyncEnumerator<IReadOnlyList<T>> _items;

    /// <summary>Creates the list. The request is sent by the first <see cref="MoveNext"/>.</summary>
    public ServerList(SoraServer server, object? target, IAsyncEnumerable<IReadOnlyList<T>> items)
    {
        Server = server;
        Target = target;
        _items = items.GetAsyncEnumerator();
    }

    public SoraServer Server { get; }

    /// <summary>The target object of an error.</summary>
    public object? Target { get; }

    /// <summary>The items that have arrived.</summary>
    public IReadOnlyList<T> Current => _items.Current;

    /// <summary>Whether there are more items.</summary>
    public Task<bool> Next { get; private set; } = Task.FromResult(false);

    /// <summary>Goes on reading: at first sends the request, later takes the next group.</summary>
    public void MoveNext() => Next = _items.MoveNextAsync().AsTask();

    /// <summary>Waits until the list stops reading, ignores how that ended, and closes the list.</summary>
    public async Task<bool> CloseAsync()
    {
        await Task.WhenAny(Next).ConfigureAwait(false);
        _ = Next.Exception;
        await _items.DisposeAsync().ConfigureAwait(false);
        return true;
    }
}
