using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the answers of StartRecording and StopRecording, which are not known.</summary>
internal sealed class SoraRecordingReader : UncertainAnswerReader
{
    private static readonly Field<SoraStartedRecording>[] StartedFields = GetIdFields<SoraStartedRecording>().Concat(new[]
    {
        StringField<SoraStartedRecording>("format", (answer, value) => answer.Format = value),
        IntegerField<SoraStartedRecording>("expire_time", (answer, value) => answer.ExpireTime = value),
        SecondsField<SoraStartedRecording>("expired_at", (answer, value) => answer.ExpiresUtc = value),
        TimestampField<SoraStartedRecording>("start_timestamp", (answer, value) => answer.StartedUtc = value),
        IntegerField<SoraStartedRecording>("split_duration", (answer, value) => answer.SplitDuration = value),
        BooleanField<SoraStartedRecording>("split_only", (answer, value) => answer.SplitOnly = value),
    }).ToArray();

    private static readonly Field<SoraStoppedRecording>[] StoppedFields = GetIdFields<SoraStoppedRecording>();

    public SoraRecordingReader(UntypedJson untyped)
        : base(untyped)
    {
    }

    public SoraStartedRecording ReadStarted(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraStartedRecording(), StartedFields);

    public SoraStoppedRecording ReadStopped(ref Utf8JsonReader reader, ArraySegment<byte> json) => Read(ref reader, json, new SoraStoppedRecording(), StoppedFields);

    private static Field<T>[] GetIdFields<T>()
        where T : SoraRecordingAnswer => new[]
    {
        StringField<T>("channel_id", (answer, value) => answer.ChannelId = value),
        StringField<T>("session_id", (answer, value) => answer.SessionId = value),
        StringField<T>("recording_id", (answer, value) => answer.RecordingId = value),
    };
}
