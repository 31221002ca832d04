using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads signalling notify metadata: the elements of a list, and answers that are metadata themselves (D).</summary>
internal sealed class SoraNotifyMetadataReader : RecordReader
{
    private static readonly Field<SoraNotifyMetadata>[] Fields =
    {
        StringField<SoraNotifyMetadata>("client_id", (item, value) => item.ClientId = value),
        StringField<SoraNotifyMetadata>("bundle_id", (item, value) => item.BundleId = value),
        StringField<SoraNotifyMetadata>("connection_id", (item, value) => item.ConnectionId = value),
        UntypedField<SoraNotifyMetadata>("metadata", 0, (item, value) => item.Metadata = value),
    };

    public SoraNotifyMetadataReader(UntypedJson untyped)
        : base(untyped, slots: 1)
    {
    }

    /// <summary>Reads the element that starts at the current token.</summary>
    /// <exception cref="JsonException">It has no connection id.</exception>
    public SoraNotifyMetadata ReadElement(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        var item = new SoraNotifyMetadata();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, item, Fields);
        }

        return item.ConnectionId is not null ? item : throw new JsonException(Strings.ElementIncomplete);
    }

    public SoraNotifyMetadata ReadMetadata(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        return new SoraNotifyMetadata { Metadata = ReadUnknown(ref reader, "metadata") };
    }

    public SoraChangedNotifyMetadata ReadChanged(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        var ahead = reader;
        bool isEmpty = ahead.TokenType == JsonTokenType.StartObject && ahead.Read() && ahead.TokenType == JsonTokenType.EndObject;
        object? answer = ReadUnknown(ref reader, "answer");
        return new SoraChangedNotifyMetadata { Answer = isEmpty ? null : answer };
    }
}
