using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads the connections of one list. Written by hand because a server of another version must not break the list: a field that is unknown,
/// or known but of an unexpected type, is kept under its wire name, and only a missing id or role makes it no connection.
/// </summary>
internal sealed class SoraConnectionReader
{
    // In the order of Sora's documentation: what is looked for first is the field behind the last one that was found.
    private static readonly Field<SoraAudio>[] AudioFields =
    {
        Number<SoraAudio>("bit_rate", (audio, value) => audio.BitRate = value),
        Text<SoraAudio>("codec_type", (audio, value) => audio.CodecType = value),
        Free<SoraAudio>("opus_params", 0, (audio, value) => audio.OpusParams = value),
        Free<SoraAudio>("lyra_params", 1, (audio, value) => audio.LyraParams = value),
    };

    private static readonly Field<SoraVideo>[] VideoFields =
    {
        Number<SoraVideo>("bit_rate", (video, value) => video.BitRate = value),
        Text<SoraVideo>("codec_type", (video, value) => video.CodecType = value),
        Free<SoraVideo>("vp9_params", 2, (video, value) => video.Vp9Params = value),
        Free<SoraVideo>("av1_params", 3, (video, value) => video.Av1Params = value),
        Free<SoraVideo>("h264_params", 4, (video, value) => video.H264Params = value),
        Free<SoraVideo>("h265_params", 5, (video, value) => video.H265Params = value),
    };

    private static readonly Field<SoraConnection>[] Fields =
    {
        new("audio", (ref Utf8JsonReader reader, SoraConnection connection, SoraConnectionReader list) =>
            list.ReadMedia(ref reader, connection, "audio", AudioFields, () => new SoraAudio(), (to, audio) => to.Audio = audio)),
        Text<SoraConnection>("channel_id", (connection, value) => connection.ChannelId = value),
        Text<SoraConnection>("client_id", (connection, value) => connection.ClientId = value),
        new("created_time", ReadCreatedTime),
        new("created_timestamp", ReadCreatedTimestamp),
        Free<SoraConnection>("event_metadata", 6, (connection, value) => connection.EventMetadata = value),
        Text<SoraConnection>("bundle_id", (connection, value) => connection.BundleId = value),
        Text<SoraConnection>("connection_id", (connection, value) => connection.ConnectionId = value),
        Flag<SoraConnection>("multistream", (connection, value) => connection.Multistream = value),
        Text<SoraConnection>("node_name", (connection, value) => connection.NodeName = value),
        Flag<SoraConnection>("recording_block", (connection, value) => connection.RecordingBlock = value),
        Text<SoraConnection>("role", (connection, value) => connection.Role = value),
        Text<SoraConnection>("session_id", (connection, value) => connection.SessionId = value),
        Flag<SoraConnection>("simulcast", (connection, value) => connection.Simulcast = value),
        Flag<SoraConnection>("spotlight", (connection, value) => connection.Spotlight = value),
        new("video", (ref Utf8JsonReader reader, SoraConnection connection, SoraConnectionReader list) =>
            list.ReadMedia(ref reader, connection, "video", VideoFields, () => new SoraVideo(), (to, video) => to.Video = video)),
    };

    private const int MaximumUnknown = 64;

    private readonly UntypedJson _free;
    private readonly StringCache _texts = new();
    private readonly LazyJson?[] _late = new LazyJson?[7]; // the last of each free field
    private readonly Dictionary<string, LazyJson?> _lateUnknown = new(StringComparer.Ordinal); // the same of fields that we do not know
    private ArraySegment<byte> _json; // the connection that is being read

    public SoraConnectionReader(UntypedJson free) => _free = free;

    /// <summary>Reads the value that the reader stands on; false, with nothing read, if it is not of the expected type.</summary>
    private delegate bool TryRead<T>(ref Utf8JsonReader reader, T target, SoraConnectionReader list);

    /// <summary>Reads the connection that the reader stands on.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public SoraConnection Read(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        _json = json;
        var connection = new SoraConnection { ChannelId = null!, ClientId = null!, ConnectionId = null!, Role = null! };
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, connection, Fields);
        }

        return connection is { ChannelId: not null, ClientId: not null, ConnectionId: not null, Role: not null }
            ? connection
            : throw new JsonException(Strings.ConnectionWithoutId);
    }

    [MethodImpl(JitHints.HotLoop)]
    private void ReadFields<T>(ref Utf8JsonReader reader, T target, Field<T>[] fields)
        where T : SoraRecord
    {
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int found = IndexOf(ref reader, fields, next);
            string name = found < 0 ? _texts.Read(ref reader) : fields[found].Name;
            next = found + 1;
            reader.Read();
            bool fits = found >= 0 && (reader.TokenType == JsonTokenType.Null || fields[found].TryRead(ref reader, target, this));
            if (!fits)
            {
                target.AddUnknownField(name, ReadUnknown(ref reader, name));
            }
        }
    }

    /// <summary>A value that costs little, as most users never look at it: texts that repeat are one string, objects are parsed when they are asked for.</summary>
    private object? ReadUnknown(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return _texts.Read(ref reader);
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return _free.Read(ref reader);
        }

        _lateUnknown.TryGetValue(name, out var last);
        object? value = LazyJson.Read(ref reader, _json, _free, ref last);
        if (_lateUnknown.Count < MaximumUnknown)
        {
            _lateUnknown[name] = last;
        }

        return value;
    }

    [MethodImpl(JitHints.HotLoop)]
    private static int IndexOf<T>(ref Utf8JsonReader reader, Field<T>[] fields, int first)
    {
        if (reader.ValueIsEscaped)
        {
            string name = JsonString.Read(ref reader);
            return Array.FindIndex(fields, field => field.Name == name);
        }

        var wanted = reader.ValueSpan;
        for (int i = 0; i < fields.Length; i++)
        {
            int index = (first + i) % fields.Length;
            if (wanted.SequenceEqual(fields[index].Utf8Name))
            {
                return index;
            }
        }

        return -1;
    }

    private bool ReadMedia<T>(ref Utf8JsonReader reader, SoraConnection connection, string name, Field<T>[] fields, Func<T> make, Action<SoraConnection, T?> set)
        where T : SoraMedia
    {
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        bool isOn = isObject || reader.TokenType == JsonTokenType.True;
        var media = isOn ? make() : null;
        if (isObject)
        {
            ReadFields(ref reader, media!, fields);
        }
        else if (isOn)
        {
            connection.AddUnknownField(name, true);
        }

        set(connection, media);
        return isOn;
    }

    private static bool ReadCreatedTime(ref Utf8JsonReader reader, SoraConnection connection, SoraConnectionReader list)
    {
        if (!TryGetWhole(ref reader, out long microseconds))
        {
            return false;
        }

        connection.CreatedTime = microseconds;
        connection.CreatedUtc ??= CreatedTime.ToUtc(microseconds);
        return true;
    }

    private static bool ReadCreatedTimestamp(ref Utf8JsonReader reader, SoraConnection connection, SoraConnectionReader list)
    {
        if (reader.TokenType != JsonTokenType.String || !TryGetTimestamp(ref reader, out var created))
        {
            return false;
        }

        connection.CreatedUtc = created.UtcDateTime;
        return true;
    }

    /// <summary>A whole number, also where it is written as a float, as Erlang may: <c>1.00000000000000000000e+03</c>.</summary>
    private static bool TryGetWhole(ref Utf8JsonReader reader, out long whole)
    {
        whole = 0;
        if (reader.TokenType != JsonTokenType.Number || reader.TryGetInt64(out whole))
        {
            return reader.TokenType == JsonTokenType.Number;
        }

        bool isWhole = reader.TryGetDecimal(out decimal number) && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue;
        whole = isWhole ? (long)number : 0;
        return isWhole;
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

    private static Field<T> Text<T>(string name, Action<T, string> set) => new(name, (ref Utf8JsonReader reader, T target, SoraConnectionReader list) =>
    {
        bool fits = reader.TokenType == JsonTokenType.String;
        if (fits)
        {
            set(target, list._texts.Read(ref reader));
        }

        return fits;
    });

    private static Field<T> Flag<T>(string name, Action<T, bool> set) => new(name, (ref Utf8JsonReader reader, T target, SoraConnectionReader list) =>
    {
        bool fits = reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        if (fits)
        {
            set(target, reader.TokenType == JsonTokenType.True);
        }

        return fits;
    });

    private static Field<T> Number<T>(string name, Action<T, long> set) => new(name, (ref Utf8JsonReader reader, T target, SoraConnectionReader list) =>
    {
        bool fits = TryGetWhole(ref reader, out long value);
        if (fits)
        {
            set(target, value);
        }

        return fits;
    });

    private static Field<T> Free<T>(string name, int slot, Action<T, object?> set) => new(name, (ref Utf8JsonReader reader, T target, SoraConnectionReader list) =>
    {
        set(target, LazyJson.Read(ref reader, list._json, list._free, ref list._late[slot]));
        return true;
    });

    private sealed class Field<T>(string name, TryRead<T> tryRead)
    {
        public string Name { get; } = name;

        public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

        public TryRead<T> TryRead { get; } = tryRead;
    }
}
