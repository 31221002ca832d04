using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the sessions of one list, and the one of GetSession. Only a missing id is an error.</summary>
internal sealed class SoraSessionReader : RecordReader
{
    private const int Slots = 6;

    private static readonly Field<SoraSessionConnection>[] ConnectionFields =
    {
        StringField<SoraSessionConnection>("connection_id", (connection, value) => connection.ConnectionId = value),
        StringField<SoraSessionConnection>("role", (connection, value) => connection.Role = value),
        StringField<SoraSessionConnection>("bundle_id", (connection, value) => connection.BundleId = value),
        StringField<SoraSessionConnection>("client_id", (connection, value) => connection.ClientId = value),
        StringField<SoraSessionConnection>("audio_codec_type", (connection, value) => connection.AudioCodecType = value),
        IntegerField<SoraSessionConnection>("audio_bit_rate", (connection, value) => connection.AudioBitRate = value),
        StringField<SoraSessionConnection>("video_codec_type", (connection, value) => connection.VideoCodecType = value),
        BooleanField<SoraSessionConnection>("audio", (connection, value) => connection.Audio = value),
        BooleanField<SoraSessionConnection>("video", (connection, value) => connection.Video = value),
        BooleanField<SoraSessionConnection>("simulcast", (connection, value) => connection.Simulcast = value),
        IntegerField<SoraSessionConnection>("video_bit_rate", (connection, value) => connection.VideoBitRate = value),
        UntypedField<SoraSessionConnection>("video_vp9_params", 2, (connection, value) => connection.VideoVp9Params = value),
        UntypedField<SoraSessionConnection>("video_av1_params", 3, (connection, value) => connection.VideoAv1Params = value),
        UntypedField<SoraSessionConnection>("video_h264_params", 4, (connection, value) => connection.VideoH264Params = value),
        UntypedField<SoraSessionConnection>("video_h265_params", 5, (connection, value) => connection.VideoH265Params = value),
        TimestampField<SoraSessionConnection>("connection_created_timestamp", (connection, value) => connection.CreatedUtc = value),
        TimestampField<SoraSessionConnection>("connection_destroyed_timestamp", (connection, value) => connection.DestroyedUtc = value),
        UntypedField<SoraSessionConnection>("event_metadata", 0, (connection, value) => connection.EventMetadata = value),
    };

    private static readonly Field<SoraRecording>[] RecordingFields =
    {
        StringField<SoraRecording>("format", (recording, value) => recording.Format = value),
        StringField<SoraRecording>("recording_id", (recording, value) => recording.RecordingId = value),
        IntegerField<SoraRecording>("expire_time", (recording, value) => recording.ExpireTime = value),
        SecondsField<SoraRecording>("expired_at", (recording, value) => recording.ExpiresUtc = value),
        TimestampField<SoraRecording>("start_timestamp", (recording, value) => recording.StartedUtc = value),
        IntegerField<SoraRecording>("split_duration", (recording, value) => recording.SplitDuration = value),
        BooleanField<SoraRecording>("split_only", (recording, value) => recording.SplitOnly = value),
    };

    private static readonly Field<SoraSession>[] Fields =
    {
        StringField<SoraSession>("label", (session, value) => session.Label = value),
        StringField<SoraSession>("version", (session, value) => session.Version = value),
        StringField<SoraSession>("node_name", (session, value) => session.NodeName = value),
        StringField<SoraSession>("session_id", (session, value) => session.SessionId = value),
        IntegerField<SoraSession>("max_connections", (session, value) => session.MaxConnections = value),
        RecordsField<SoraSession, SoraSessionConnection>("connections", ConnectionFields, () => new SoraSessionConnection(), (session, value) => session.Connections = new SoraSessionConnectionCollection(value)),
        StringField<SoraSession>("channel_id", (session, value) => session.ChannelId = value),
        BooleanField<SoraSession>("spotlight", (session, value) => session.Spotlight = value),
        StringField<SoraSession>("group_id", (session, value) => session.GroupId = value),
        IntegerField<SoraSession>("created_time", (session, value) => session.CreatedTime = value),
        TimestampField<SoraSession>("created_timestamp", (session, value) => session.CreatedTimestamp = value),
        IntegerField<SoraSession>("total_connections", (session, value) => session.TotalConnections = value),
        RecordField<SoraSession, SoraRecording>("recording", RecordingFields, () => new SoraRecording(), (session, value) => session.Recording = value),
        UntypedField<SoraSession>("session_metadata", 1, (session, value) => session.SessionMetadata = value),
    };

    public SoraSessionReader(UntypedJson untyped)
        : base(untyped, Slots)
    {
    }

    /// <summary>Reads the session that starts at the current token.</summary>
    /// <exception cref="JsonException">It is not a session.</exception>
    public SoraSession Read(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        var session = new SoraSession();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, session, Fields);
        }

        session.Complete();
        return session.IsAnswer ? session : throw new JsonException(Strings.SessionWithoutId);
    }
}
