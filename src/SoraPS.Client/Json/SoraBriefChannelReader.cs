using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the channels of one answer of ListChannels. Only a missing id is an error.</summary>
internal sealed class SoraBriefChannelReader : RecordReader
{
    private static readonly Field<SoraBriefChannel>[] Fields =
    {
        StringField<SoraBriefChannel>("channel_id", (channel, value) => channel.ChannelId = value),
        BooleanField<SoraBriefChannel>("spotlight", (channel, value) => channel.Spotlight = value),
    };

    public SoraBriefChannelReader(UntypedJson untyped)
        : base(untyped, slots: 0)
    {
    }

    /// <summary>Reads the channel that starts at the current token.</summary>
    /// <exception cref="JsonException">It is not a channel.</exception>
    public SoraBriefChannel Read(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        var channel = new SoraBriefChannel { ChannelId = null! };
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, channel, Fields);
        }

        return channel.ChannelId is not null ? channel : throw new JsonException(Strings.ChannelWithoutId);
    }
}
