using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>
/// Reads one connection. Written by hand because a server of another version must not break the list: a field that is unknown, or known
/// but of an unexpected type, is kept under its wire name, and only a missing id or role makes it no connection.
/// </summary>
internal sealed class SoraConnectionReader : JsonConverter<SoraConnection>
{
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Field<SoraAudio>[] AudioFields =
    {
        Text<SoraAudio>("codec_type", (audio, value) => audio.CodecType = value),
        Number<SoraAudio>("bit_rate", (audio, value) => audio.BitRate = value),
        Free<SoraAudio>("opus_params", (audio, value) => audio.OpusParams = value),
        Free<SoraAudio>("lyra_params", (audio, value) => audio.LyraParams = value),
    };

    private static readonly Field<SoraVideo>[] VideoFields =
    {
        Text<SoraVideo>("codec_type", (video, value) => video.CodecType = value),
        Number<SoraVideo>("bit_rate", (video, value) => video.BitRate = value),
        Free<SoraVideo>("vp9_params", (video, value) => video.Vp9Params = value),
        Free<SoraVideo>("av1_params", (video, value) => video.Av1Params = value),
        Free<SoraVideo>("h264_params", (video, value) => video.H264Params = value),
        Free<SoraVideo>("h265_params", (video, value) => video.H265Params = value),
    };

    private static readonly Field<SoraConnection>[] Fields =
    {
        Text<SoraConnection>("channel_id", (connection, value) => connection.ChannelId = value),
        Text<SoraConnection>("client_id", (connection, value) => connection.ClientId = value),
        Text<SoraConnection>("connection_id", (connection, value) => connection.ConnectionId = value),
        Text<SoraConnection>("role", (connection, value) => connection.Role = value),
        Text<SoraConnection>("bundle_id", (connection, value) => connection.BundleId = value),
        Text<SoraConnection>("session_id", (connection, value) => connection.SessionId = value),
        Text<SoraConnection>("node_name", (connection, value) => connection.NodeName = value),
        Flag<SoraConnection>("multistream", (connection, value) => connection.Multistream = value),
        Flag<SoraConnection>("simulcast", (connection, value) => connection.Simulcast = value),
        Flag<SoraConnection>("spotlight", (connection, value) => connection.Spotlight = value),
        Flag<SoraConnection>("recording_block", (connection, value) => connection.RecordingBlock = value),
        new("created_time", ReadCreatedTime),
        new("created_timestamp", ReadCreatedTimestamp),
        Free<SoraConnection>("event_metadata", (connection, value) => connection.EventMetadata = value),
        new("audio", (ref Utf8JsonReader reader, SoraConnection connection, FreeJson free) =>
            ReadMedia(ref reader, connection, "audio", free, AudioFields, new SoraAudio(), audio => connection.Audio = audio)),
        new("video", (ref Utf8JsonReader reader, SoraConnection connection, FreeJson free) =>
            ReadMedia(ref reader, connection, "video", free, VideoFields, new SoraVideo(), video => connection.Video = video)),
    };

    private readonly FreeJson _free;

    public SoraConnectionReader(FreeJson free) => _free = free;

    /// <summary>Reads the value that the reader stands on; false, with nothing read, if it is not of the expected type.</summary>
    private delegate bool TryRead<T>(ref Utf8JsonReader reader, T target, FreeJson free);

    /// <summary>Null for what is no connection.</summary>
    public override SoraConnection? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip(); // the serializer has read the whole value ahead
            return null;
        }

        var connection = new SoraConnection { ChannelId = null!, ClientId = null!, ConnectionId = null!, Role = null! };
        ReadFields(ref reader, connection, Fields, _free);
        return connection is { ChannelId: not null, ClientId: not null, ConnectionId: not null, Role: not null }
            ? connection
            : null;
    }

    public override void Write(Utf8JsonWriter writer, SoraConnection value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Connections are read from answers, never sent.");

    private static void ReadFields<T>(ref Utf8JsonReader reader, T target, Field<T>[] fields, FreeJson free)
        where T : SoraRecord
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader, fields);
            string name = field?.Name ?? JsonText.Read(ref reader);
            reader.Read();
            if (field is null || !(reader.TokenType == JsonTokenType.Null || field.TryRead(ref reader, target, free)))
            {
                target.Keep(name, free.Read(ref reader));
            }
        }
    }

    private static Field<T>? FieldOf<T>(ref Utf8JsonReader reader, Field<T>[] fields)
    {
        if (reader.ValueIsEscaped)
        {
            string name = JsonText.Read(ref reader);
            return Array.Find(fields, field => field.Name == name);
        }

        foreach (var field in fields)
        {
            if (reader.ValueTextEquals(field.Utf8Name))
            {
                return field;
            }
        }

        return null;
    }

    private static bool ReadMedia<T>(ref Utf8JsonReader reader, SoraConnection connection, string name, FreeJson free, Field<T>[] fields, T media, Action<T?> set)
        where T : SoraMedia
    {
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (isObject)
        {
            ReadFields(ref reader, media, fields, free);
        }

        set(isObject || reader.TokenType == JsonTokenType.True ? media : null);
        if (reader.TokenType == JsonTokenType.True)
        {
            connection.Keep(name, true);
        }

        return isObject || reader.TokenType == JsonTokenType.True;
    }

    private static bool ReadCreatedTime(ref Utf8JsonReader reader, SoraConnection connection, FreeJson free)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long microseconds))
        {
            return false;
        }

        connection.CreatedTime = microseconds;
        if (microseconds >= 0 && microseconds <= (DateTime.MaxValue.Ticks - Epoch.Ticks) / 10)
        {
            connection.CreatedUtc ??= Epoch.AddTicks(microseconds * 10);
        }

        return true;
    }

    private static bool ReadCreatedTimestamp(ref Utf8JsonReader reader, SoraConnection connection, FreeJson free)
    {
        if (reader.TokenType != JsonTokenType.String || !TryGetTimestamp(ref reader, out var created))
        {
            return false;
        }

        connection.CreatedUtc = created.UtcDateTime;
        return true;
    }

    private static bool TryGetTimestamp(ref Utf8JsonReader reader, out DateTimeOffset timestamp)
    {
        try
        {
            return reader.TryGetDateTimeOffset(out timestamp);
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            timestamp = default; // half a character
            return false;
        }
    }

    private static Field<T> Text<T>(string name, Action<T, string> set) => new(name, (ref Utf8JsonReader reader, T target, FreeJson _) =>
    {
        bool fits = reader.TokenType == JsonTokenType.String;
        if (fits)
        {
            set(target, JsonText.Read(ref reader));
        }

        return fits;
    });

    private static Field<T> Flag<T>(string name, Action<T, bool> set) => new(name, (ref Utf8JsonReader reader, T target, FreeJson _) =>
    {
        bool fits = reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        if (fits)
        {
            set(target, reader.TokenType == JsonTokenType.True);
        }

        return fits;
    });

    private static Field<T> Number<T>(string name, Action<T, long> set) => new(name, (ref Utf8JsonReader reader, T target, FreeJson _) =>
    {
        long value = 0;
        bool fits = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
        if (fits)
        {
            set(target, value);
        }

        return fits;
    });

    private static Field<T> Free<T>(string name, Action<T, object?> set) => new(name, (ref Utf8JsonReader reader, T target, FreeJson free) =>
    {
        set(target, free.Read(ref reader));
        return true;
    });

    private sealed class Field<T>(string name, TryRead<T> tryRead)
    {
        public string Name { get; } = name;

        public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

        public TryRead<T> TryRead { get; } = tryRead;
    }
}
