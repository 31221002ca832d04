using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SoraPS.Json;

/// <summary>The way from JSON to the model and back, with source-generated metadata. One instance serves any number of clients and threads.</summary>
public sealed class SoraJson
{
    /// <summary>The most bytes of one value, an element of a list or a whole answer: one that never ends must not fill the memory.</summary>
    internal const int MaximumValue = 64 * 1024 * 1024;

    /// <summary>The most values within each other.</summary>
    internal const int MaximumDepth = 512;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaximumDepth };

    private readonly UntypedJson _free;
    private readonly Lazy<SoraJsonContext> _context; // a list needs none of it

    /// <summary>Makes the way for values of any shape that this reads.</summary>
    public SoraJson(UntypedJson free)
    {
        _free = free;
        _context = new Lazy<SoraJsonContext>(() => new SoraJsonContext(new JsonSerializerOptions
        {
            MaxDepth = MaximumDepth,
            Converters = { free },
        }));
    }

    internal static SoraJson Default { get; } = new(new UntypedJson());

    /// <summary>Reads one value, which takes up all of these bytes.</summary>
    internal static T Read<T>(ReadElement<T> read, ArraySegment<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        reader.Read();
        var value = read(ref reader, json);
        reader.Read(); // throws for what is left
        return value;
    }

    /// <summary>What reads the connections of one list.</summary>
    internal ReadElement<SoraConnection> Connections() => new SoraConnectionReader(_free).Read;

    /// <summary>What reads values of any shape.</summary>
    internal ReadElement<object?> Values() => (ref Utf8JsonReader reader, ArraySegment<byte> _) => _free.Read(ref reader);

    internal JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_context.Value.GetTypeInfo(typeof(T))!;
}

/// <summary>Reads the value that a reader stands on, and leaves it on the value's last token.</summary>
/// <param name="reader">The reader.</param>
/// <param name="json">The bytes it reads.</param>
internal delegate T ReadElement<T>(ref Utf8JsonReader reader, ArraySegment<byte> json);

[JsonSerializable(typeof(SoraDisconnectedChannel))]
[JsonSerializable(typeof(SoraDisconnectedClient))]
[JsonSerializable(typeof(SoraDisconnectedConnection))]
[JsonSerializable(typeof(SoraKeyFrameRequest))]
[JsonSerializable(typeof(SoraLicense))]
[JsonSerializable(typeof(SoraMode))]
[JsonSerializable(typeof(SoraPush))]
[JsonSerializable(typeof(SoraRtpStream))]
[JsonSerializable(typeof(SoraSimulcastRid))]
[JsonSerializable(typeof(SoraStoppedSession))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(Dictionary<string, object?>))]
internal sealed partial class SoraJsonContext : JsonSerializerContext;
