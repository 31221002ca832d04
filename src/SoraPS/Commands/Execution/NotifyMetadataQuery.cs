using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>Whose signalling notify metadata a server is asked for: that of all connections of a channel, or of one.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="ConnectionId">The connection; null for all.</param>
internal sealed record NotifyMetadataQuery(string ChannelId, string? ConnectionId) : IListQuery<SoraNotifyMetadata>
{
    private SoraRequest Request => ConnectionId is null
        ? new SoraRequest(SoraOperations.ListSignalingNotifyMetadata) { [SoraFields.ChannelId] = ChannelId }
        : new SoraRequest(SoraOperations.GetSignalingNotifyMetadata) { [SoraFields.ChannelId] = ChannelId, [SoraFields.ConnectionId] = ConnectionId };

    /// <inheritdoc/>
    public SoraErrorTarget GetTarget(SoraServer server)
    {
        var target = new SoraErrorTarget(new KeyValuePair<string, object?>[] { new(nameof(ChannelId), ChannelId), new(nameof(ConnectionId), ConnectionId) });
        target.SetServer(server);
        return target;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<SoraNotifyMetadata>> SendAsync(SoraClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ConnectionId is not null)
        {
            yield return new[] { await client.CallAsync(SoraOperations.GetSignalingNotifyMetadata, Request, cancellationToken).ConfigureAwait(false) };
            yield break;
        }

        await foreach (var items in client.ListBatchesAsync(SoraOperations.ListSignalingNotifyMetadata, Request, cancellationToken).ConfigureAwait(false))
        {
            yield return items;
        }
    }

    /// <inheritdoc/>
    public string ToCurl(SoraClient client) => client.ToCurl(Request.Operation, Request);
}
