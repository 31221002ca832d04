using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the answers about the number and the streams of a spotlight, of which only the RPCs of the same names are known.</summary>
internal sealed class SoraSpotlightReader : UncertainAnswerReader
{
    private static readonly Field<SoraSpotlightNumber>[] NumberFields =
    {
        StringField<SoraSpotlightNumber>("channel_id", (answer, value) => answer.ChannelId = value),
        IntegerField<SoraSpotlightNumber>("spotlight_number", (answer, value) => answer.SpotlightNumber = value),
    };

    private static readonly Field<SoraSpotlightRid>[] RidFields =
    {
        StringField<SoraSpotlightRid>("channel_id", (answer, value) => answer.ChannelId = value),
        StringField<SoraSpotlightRid>("client_id", (answer, value) => answer.ClientId = value),
        StringField<SoraSpotlightRid>("role", (answer, value) => answer.Role = value),
        StringField<SoraSpotlightRid>("recv_connection_id", (answer, value) => answer.RecvConnectionId = value),
        StringField<SoraSpotlightRid>("send_connection_id", (answer, value) => answer.SendConnectionId = value),
        StringField<SoraSpotlightRid>("spotlight_focus_rid", (answer, value) => answer.FocusRid = value),
        StringField<SoraSpotlightRid>("spotlight_unfocus_rid", (answer, value) => answer.UnfocusRid = value),
    };

    public SoraSpotlightReader(UntypedJson untyped)
        : base(untyped)
    {
    }

    public SoraSpotlightNumber ReadNumber(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraSpotlightNumber(), NumberFields);

    public SoraSpotlightRid ReadRid(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraSpotlightRid(), RidFields);
}
