using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the answers about forwarding filters and audio streaming. Fields that are named as in the request are read, all others are kept.</summary>
internal sealed class SoraFilterReader : UncertainAnswerReader
{
    private static readonly Field<SoraForwardingFilterChange>[] FilterFields = GetConnectionFields<SoraForwardingFilterChange>((answer, value) => answer.ConnectionId = value).Concat(new[]
    {
        StringField<SoraForwardingFilterChange>("name", (answer, value) => answer.Name = value),
        IntegerField<SoraForwardingFilterChange>("priority", (answer, value) => answer.Priority = value),
        StringField<SoraForwardingFilterChange>("action", (answer, value) => answer.Action = value),
        UntypedField<SoraForwardingFilterChange>("rules", 0, (answer, value) => answer.Rules = value),
        StringField<SoraForwardingFilterChange>("version", (answer, value) => answer.Version = value),
        UntypedField<SoraForwardingFilterChange>("metadata", 1, (answer, value) => answer.Metadata = value),
    }).ToArray();

    private static readonly Field<SoraAudioStreaming>[] StreamingFields = { StringField<SoraAudioStreaming>("channel_id", (answer, value) => answer.ChannelId = value) };

    private static readonly Field<SoraAudioStreamingPush>[] PushFields = GetConnectionFields<SoraAudioStreamingPush>((answer, value) => answer.ConnectionId = value);

    public SoraFilterReader(UntypedJson untyped)
        : base(untyped, slots: 2)
    {
    }

    public SoraForwardingFilterChange ReadFilter(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraForwardingFilterChange(), FilterFields);

    public SoraAudioStreaming ReadStreaming(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraAudioStreaming(), StreamingFields);

    public SoraAudioStreamingPush ReadPush(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraAudioStreamingPush(), PushFields);

    private static Field<T>[] GetConnectionFields<T>(Action<T, string> setConnection)
        where T : SoraConnectionAnswer => new[]
    {
        StringField<T>("channel_id", (answer, value) => answer.ChannelId = value),
        StringField("connection_id", setConnection),
        StringField<T>("client_id", (answer, value) => answer.ClientId = value),
        StringField<T>("role", (answer, value) => answer.Role = value),
    };
}
