using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SoraPS.Json;

/// <summary>How JSON becomes objects of the model, with source-generated metadata. One instance can be used by any number of clients and threads.</summary>
public sealed class SoraJson
{
    /// <summary>The maximum length of one value (an element of a list, or a whole response) in bytes: a value without end must not fill the memory.</summary>
    internal const int MaximumValue = 64 * 1024 * 1024;

    /// <summary>The maximum depth of nested values.</summary>
    internal const int MaximumDepth = 512;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaximumDepth };

    private readonly UntypedJson _untyped;
    private readonly Lazy<SoraJsonContext> _context; // reading a list does not need it

    /// <summary>Creates an instance that reads untyped values in this way.</summary>
    public SoraJson(UntypedJson untyped)
    {
        _untyped = untyped;
        _context = new Lazy<SoraJsonContext>(() => new SoraJsonContext(new JsonSerializerOptions
        {
            MaxDepth = MaximumDepth,
            Converters = { untyped },
        }));
    }

    internal static SoraJson Default { get; } = new(new UntypedJson());

    /// <summary>Reads one value. There must be nothing else in the bytes.</summary>
    internal static T Read<T>(ReadElement<T> read, ArraySegment<byte> json)
    {
        var reader = CreateReader(json);
        var value = read(ref reader, json);
        reader.Read(); // throws if there is more
        return value;
    }

    /// <summary>A reader that is at the first token.</summary>
    internal static Utf8JsonReader CreateReader(ArraySegment<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        reader.Read();
        return reader;
    }

    /// <summary>True for JSON that is an object or an array, and valid as far as it goes, but ends too early.</summary>
    internal static bool IsCutOff(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Reading));
        try
        {
            bool began = reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            while (began && reader.Read())
            {
            }

            return began && !(reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Creates the reader of the connections of one list.</summary>
    internal ReadElement<SoraConnection> CreateConnectionReader() => new SoraConnectionReader(_untyped).Read;

    /// <summary>Creates the reader of the sessions of one list.</summary>
    internal ReadElement<SoraSession> CreateSessionReader() => new SoraSessionReader(_untyped).Read;

    /// <summary>Creates the reader of the channels of one list.</summary>
    internal ReadElement<SoraBriefChannel> CreateChannelReader() => new SoraBriefChannelReader(_untyped).Read;

    /// <summary>Creates the reader of the answers about recordings.</summary>
    internal SoraRecordingReader CreateRecordingReader() => new(_untyped);

    /// <summary>Creates the reader of answers that are not publicly known.</summary>
    internal AnyAnswerReader CreateAnyAnswerReader() => new(_untyped);

    /// <summary>Creates the reader of the answers about spotlights.</summary>
    internal SoraSpotlightReader CreateSpotlightReader() => new(_untyped);

    /// <summary>Creates the reader of signalling notify metadata.</summary>
    internal SoraNotifyMetadataReader CreateNotifyMetadataReader() => new(_untyped);

    /// <summary>Creates the reader of the answers about forwarding filters and audio streaming.</summary>
    internal SoraFilterReader CreateFilterReader() => new(_untyped);

    /// <summary>Creates the reader of the statistics of one list.</summary>
    internal ReadElement<T> CreateStatisticsReader<T>(StatisticsField<T>[] fields)
        where T : SoraStatistics, new() => new StatisticsReader<T>(fields, _untyped).Read;

    /// <summary>Creates the reader of untyped values.</summary>
    internal ReadElement<object?> CreateValueReader() => (ref Utf8JsonReader reader, ArraySegment<byte> _) => _untyped.Read(ref reader);

    /// <summary>Creates the reader of the elements of one list that have a type of their own.</summary>
    internal ReadElement<T> CreateAnswerReader<T>()
        where T : SoraAnswer => (ref Utf8JsonReader reader, ArraySegment<byte> _) =>
            JsonSerializer.Deserialize(ref reader, TypeOf<T>()) is { IsAnswer: true } answer ? answer : throw new JsonException(Strings.ElementIncomplete);

    internal JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_context.Value.GetTypeInfo(typeof(T))!;
}

/// <summary>Reads the value that starts at the current token, and leaves the reader on the last token of the value.</summary>
/// <param name="reader">The reader.</param>
/// <param name="json">The bytes that it reads.</param>
internal delegate T ReadElement<T>(ref Utf8JsonReader reader, ArraySegment<byte> json);

[JsonSerializable(typeof(SoraClusterNode))]
[JsonSerializable(typeof(SoraDisconnectedChannel))]
[JsonSerializable(typeof(SoraDisconnectedClient))]
[JsonSerializable(typeof(SoraDisconnectedConnection))]
[JsonSerializable(typeof(SoraKeyFrameRequest))]
[JsonSerializable(typeof(SoraLicense))]
[JsonSerializable(typeof(SoraMode))]
[JsonSerializable(typeof(SoraPush))]
[JsonSerializable(typeof(SoraRtpStream))]
[JsonSerializable(typeof(SoraSimulcastRid))]
[JsonSerializable(typeof(SoraSpotlightFocus))]
[JsonSerializable(typeof(SoraStoppedSession))]
[JsonSerializable(typeof(SoraUpdatedLicense))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(Dictionary<string, object?>))]
internal sealed partial class SoraJsonContext : JsonSerializerContext;
