using System.Text.Json;

namespace SoraPS.Commands.Execution;

/// <summary>Requests of RequestSpotlightRid for one channel of one server that are sent together, as one BatchRequestSpotlightRid. Only the thread of the pipeline uses it.</summary>
internal sealed class SpotlightRidBatch : IChangeBatch<SoraSpotlightRid>
{
    private readonly List<SoraRequest> _items = new();
    private Task? _sending;

    /// <inheritdoc/>
    public void Add(SoraRequest item) => _items.Add(item);

    /// <inheritdoc/>
    public bool IsFirst(SoraRequest item) => _items[0] == item;

    /// <inheritdoc/>
    public async Task<SoraSpotlightRid> SendAsync(SoraRequest item, SoraClient client, CancellationToken cancellationToken)
    {
        await (_sending ??= SendAsync(client, cancellationToken)).ConfigureAwait(false);
        return SoraSpotlightRid.FromBatch(item);
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
            foreach (var item in _items)
            {
                writer.WriteStartObject();
                foreach (var field in item.GetValues().Where(field => field.Key != SoraFields.ChannelId))
                {
                    writer.WriteString(field.Key.Name, (string)field.Value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        using var list = JsonDocument.Parse(json.ToArray());
        return new(SoraOperations.BatchRequestSpotlightRid) { [SoraFields.ChannelId] = _items[0][SoraFields.ChannelId], [SoraFields.ItemList] = list.RootElement.Clone() };
    }
}
