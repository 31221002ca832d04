using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads the connections of one list. Only a missing id or role is an error.</summary>
internal sealed class SoraConnectionReader : RecordReader
{
    private const int Slots = 7;

    // In the order of Sora's documentation: the search starts at the field after the one that was found last.
    private static readonly Field<SoraAudio>[] AudioFields =
    {
        IntegerField<SoraAudio>("bit_rate", (audio, value) => audio.BitRate = value),
        StringField<SoraAudio>("codec_type", (audio, value) => audio.CodecType = value),
        UntypedField<SoraAudio>("opus_params", 0, (audio, value) => audio.OpusParams = value),
        UntypedField<SoraAudio>("lyra_params", 1, (audio, value) => audio.LyraParams = value),
    };

    private static readonly Field<SoraVideo>[] VideoFields =
    {
        IntegerField<SoraVideo>("bit_rate", (video, value) => video.BitRate = value),
        StringField<SoraVideo>("codec_type", (video, value) => video.CodecType = value),
        UntypedField<SoraVideo>("vp9_params", 2, (video, value) => video.Vp9Params = value),
        UntypedField<SoraVideo>("av1_params", 3, (video, value) => video.Av1Params = value),
        UntypedField<SoraVideo>("h264_params", 4, (video, value) => video.H264Params = value),
        UntypedField<SoraVideo>("h265_params", 5, (video, value) => video.H265Params = value),
    };

    private static readonly Field<SoraConnection>[] Fields =
    {
        new("audio", (ref Utf8JsonReader reader, SoraConnection connection, RecordReader list) =>
            ReadMedia(list, ref reader, connection, "audio", AudioFields, () => new SoraAudio(), (to, audio) => to.Audio = audio)),
        StringField<SoraConnection>("channel_id", (connection, value) => connection.ChannelId = value),
        StringField<SoraConnection>("client_id", (connection, value) => connection.ClientId = value),
        new("created_time", ReadCreatedTime),
        TimestampField<SoraConnection>("created_timestamp", (connection, value) => connection.CreatedUtc = value),
        UntypedField<SoraConnection>("event_metadata", 6, (connection, value) => connection.EventMetadata = value),
        StringField<SoraConnection>("bundle_id", (connection, value) => connection.BundleId = value),
        StringField<SoraConnection>("connection_id", (connection, value) => connection.ConnectionId = value),
        BooleanField<SoraConnection>("multistream", (connection, value) => connection.Multistream = value),
        StringField<SoraConnection>("node_name", (connection, value) => connection.NodeName = value),
        BooleanField<SoraConnection>("recording_block", (connection, value) => connection.RecordingBlock = value),
        StringField<SoraConnection>("role", (connection, value) => connection.Role = value),
        StringField<SoraConnection>("session_id", (connection, value) => connection.SessionId = value),
        BooleanField<SoraConnection>("simulcast", (connection, value) => connection.Simulcast = value),
        BooleanField<SoraConnection>("spotlight", (connection, value) => connection.Spotlight = value),
        new("video", (ref Utf8JsonReader reader, SoraConnection connection, RecordReader list) =>
            ReadMedia(list, ref reader, connection, "video", VideoFields, () => new SoraVideo(), (to, video) => to.Video = video)),
    };

    public SoraConnectionReader(UntypedJson untyped)
        : base(untyped, Slots)
    {
    }

    /// <summary>Reads the connection that starts at the current token.</summary>
    /// <exception cref="JsonException">It is not a connection.</exception>
    public SoraConnection Read(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        Json = json;
        var connection = new SoraConnection { ChannelId = null!, ClientId = null!, ConnectionId = null!, Role = null! };
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, connection, Fields);
        }

        return connection is { ChannelId: not null, ClientId: not null, ConnectionId: not null, Role: not null }
            ? connection
            : throw new JsonException(Strings.ConnectionWithoutId);
    }

    private static bool ReadMedia<T>(RecordReader list, ref Utf8JsonReader reader, SoraConnection connection, string name, Field<T>[] fields, Func<T> make, Action<SoraConnection, T?> set)
        where T : SoraMedia
    {
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        bool isOn = isObject || reader.TokenType == JsonTokenType.True;
        var media = isOn ? make() : null;
        if (isObject)
        {
            list.ReadFields(ref reader, media!, fields);
        }
        else if (isOn)
        {
            connection.AddUnknownField(name, true);
        }

        set(connection, media);
        return isOn;
    }

    private static bool ReadCreatedTime(ref Utf8JsonReader reader, SoraConnection connection, RecordReader list)
    {
        if (!TryGetInteger(ref reader, out long microseconds))
        {
            return false;
        }

        connection.CreatedTime = microseconds;
        connection.CreatedUtc ??= CreatedTime.ToUtc(microseconds);
        return true;
    }
}
