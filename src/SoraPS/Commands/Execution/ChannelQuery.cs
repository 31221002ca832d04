namespace SoraPS.Commands.Execution;

/// <summary>Asks a server for the ids of its channels.</summary>
/// <param name="Local">True for the channels of this node only, false for those of every node; null leaves the choice to the server.</param>
internal sealed record ChannelQuery(bool? Local) : IListQuery<SoraBriefChannel>
{
    /// <inheritdoc/>
    public string? ChannelId => null;

    private SoraRequest Request => new(SoraOperations.ListChannels) { [SoraFields.Local] = Local };

    /// <inheritdoc/>
    public SoraErrorTarget GetTarget(SoraServer server)
    {
        var target = new SoraErrorTarget(Array.Empty<KeyValuePair<string, object?>>());
        target.SetServer(server);
        return target;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<SoraBriefChannel>> SendAsync(SoraClient client, CancellationToken cancellationToken) =>
        client.ListBatchesAsync(SoraOperations.ListChannels, Request, cancellationToken);

    /// <inheritdoc/>
    public string ToCurl(SoraClient client) => client.ToCurl(SoraOperations.ListChannels, Request);
}
