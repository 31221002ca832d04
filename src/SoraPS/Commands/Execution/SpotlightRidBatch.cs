using System.Text.Json;

namespace SoraPS.Commands.Execution;

/// <summary>Requests of RequestSpotlightRid for one channel of one server that are sent together, as one BatchRequestSpotlightRid. Only the thread of the pipeline uses it.</summary>
internal sealed class SpotlightRidBatch : IChangeBatch<SoraSpotlightRid>
{
    private readonly List<Change<SoraSpotlightRid>> _changes = new();
    private Task? _sending;

    /// <inheritdoc/>
    public IReadOnlyList<Change<SoraSpotlightRid>> Changes => _changes;

    /// <inheritdoc/>
    public void Add(Change<SoraSpotlightRid> change) => _changes.Add(change);

    /// <inheritdoc/>
    public async Task<SoraSpotlightRid> SendAsync(Change<SoraSpotlightRid> change, SoraClient client, CancellationToken cancellationToken)
    {
        await (_sending ??= SendAsync(client, cancellationToken)).ConfigureAwait(false);
        return SoraSpotlightRid.FromBatch(change.Request);
    }

    /// <inheritdoc/>
    public string ToCurl(SoraClient client) => client.ToCurl(SoraOperations.BatchRequestSpotlightRid, CreateRequest());

    /// <summary>Whatever JSON the answer is, it means success: what Sora answers is not known.</summary>
    private async Task SendAsync(SoraClient client, CancellationToken cancellationToken)
    {
        await foreach (var ignored in client.InvokeAsync(SoraOperations.BatchRequestSpotlightRid, CreateRequest().ToUtf8(), cancellationToken).ConfigureAwait(false))
        {
            _ = ignored;
        }
    }

    private SoraRequest CreateRequest()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var change in _changes)
            {
                writer.WriteStartObject();
                foreach (var field in change.Request.GetValues().Where(field => field.Key != SoraFields.ChannelId))
                {
                    writer.WriteString(field.Key.Name, (string)field.Value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        using var list = JsonDocument.Parse(json.ToArray());
        return new(SoraOperations.BatchRequestSpotlightRid) { [SoraFields.ChannelId] = _changes[0].ChannelId, [SoraFields.ItemList] = list.RootElement.Clone() };
    }
}
