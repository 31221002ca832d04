namespace SoraPS.Commands.Execution;

/// <summary>Which connections a server is asked for: those of a channel, or all.</summary>
/// <param name="ChannelId">The channel; null for every channel.</param>
/// <param name="Local">True for the connections of this node only, false for those of every node; null leaves the choice to the server.</param>
internal sealed record ConnectionQuery(string? ChannelId, bool? Local = null) : IListQuery<SoraConnection>
{
    private SoraListOperation<SoraConnection> Operation => ChannelId is null ? SoraOperations.ListConnections : SoraOperations.ListChannelConnections;

    private SoraRequest Request => ChannelId is null
        ? new SoraRequest(Operation) { [SoraFields.Local] = Local }
        : new SoraRequest(Operation) { [SoraFields.ChannelId] = ChannelId };

    /// <inheritdoc/>
    public SoraErrorTarget GetTarget(SoraServer server)
    {
        var target = new SoraErrorTarget(new KeyValuePair<string, object?>[] { new(nameof(ChannelId), ChannelId) });
        target.SetServer(server);
        return target;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<SoraConnection>> SendAsync(SoraClient client, CancellationToken cancellationToken) =>
        client.ListBatchesAsync(Operation, Request, cancellationToken);

    /// <summary>Sends the request and reads the whole list. A list that breaks off is an error: connections that are missing in it may still exist.</summary>
    public async Task<List<SoraConnection>> ReadToEndAsync(SoraClient client, CancellationToken cancellationToken)
    {
        var connections = new List<SoraConnection>();
        await foreach (var group in SendAsync(client, cancellationToken).ConfigureAwait(false))
        {
            connections.AddRange(group);
        }

        return connections;
    }

    /// <inheritdoc/>
    public string ToCurl(SoraClient client) => client.ToCurl(Operation, Request);
}
