namespace SoraPS.Commands.Execution;

/// <summary>Reads the list that a query asks for from several servers side by side.</summary>
internal sealed class ListReader
{
    private readonly CmdletPipeline _pipeline;
    private readonly ServerClients _clients;
    private readonly ServerListMerger _merger;
    private readonly IdSuggestions _suggestions;
    private readonly CurlWriter? _curl;

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="clients">The clients of the servers.</param>
    /// <param name="merger">Merges the lists.</param>
    /// <param name="suggestions">Suggests channels where the list of one is empty.</param>
    /// <param name="curl">Writes the requests instead of sending them; null sends them.</param>
    public ListReader(CmdletPipeline pipeline, ServerClients clients, ServerListMerger merger, IdSuggestions suggestions, CurlWriter? curl)
    {
        _pipeline = pipeline;
        _clients = clients;
        _merger = merger;
        _suggestions = suggestions;
        _curl = curl;
    }

    /// <param name="query">What to read.</param>
    /// <param name="servers">The servers.</param>
    /// <param name="transform">What becomes of the list of a server before the pipeline takes it.</param>
    /// <param name="write">Takes each item when it arrives.</param>
    /// <param name="onCompleted">Called when the list of a server is complete.</param>
    public void Read<TItem, T>(
        IListQuery<TItem> query,
        IReadOnlyCollection<SoraServer> servers,
        Func<IAsyncEnumerable<IReadOnlyList<TItem>>, SoraServer, IAsyncEnumerable<IReadOnlyList<T>>> transform,
        Action<T, SoraServer> write,
        Action<SoraServer>? onCompleted = null)
    {
        if (_curl is not null)
        {
            foreach (var server in servers)
            {
                _curl.Write(server, query.ToCurl, query.GetTarget(server), _pipeline.WriteNonTerminatingError);
            }

            return;
        }

        long before = _merger.ReceivedCount;
        var lists = new List<ServerList<T>>();
        foreach (var server in servers)
        {
            object target = query.GetTarget(server);
            if (_clients.Find(server, target) is { } client)
            {
                lists.Add(new ServerList<T>(server, target, transform(query.SendAsync(client, _pipeline.CancellationToken), server)));
            }
        }

        _merger.Merge(lists, write, onCompleted);
        if (_merger.ReceivedCount == before && query.ChannelId is { } channel)
        {
            _suggestions.Write(servers, new[] { channel }, MissingIds.None);
        }
    }
}
