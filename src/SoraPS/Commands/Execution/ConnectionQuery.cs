namespace SoraPS.Commands.Execution;

/// <summary>Which connections a server is asked for: those of a channel, or all.</summary>
/// <param name="ChannelId">The channel; null for every channel.</param>
/// <param name="Local">Only those of this node, or of every node; null leaves it to the server.</param>
internal sealed record ConnectionQuery(string? ChannelId, bool? Local = null)
{
    public SoraListOperation<SoraConnection> Operation => ChannelId is null ? SoraOperations.ListConnections : SoraOperations.ListChannelConnections;

    /// <summary>The body.</summary>
    public SoraRequest Request => ChannelId is null
        ? new SoraRequest(Operation) { [SoraFields.Local] = Local }
        : new SoraRequest(Operation) { [SoraFields.ChannelId] = ChannelId };

    public IAsyncEnumerable<IReadOnlyList<SoraConnection>> SendAsync(SoraClient client, CancellationToken cancellationToken) => client.ListBatchesAsync(Operation, Request, cancellationToken);
}
