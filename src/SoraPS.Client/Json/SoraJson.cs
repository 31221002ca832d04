using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SoraPS;

/// <summary>The way from JSON to the model and back, with source-generated metadata. One instance serves any number of clients and threads.</summary>
internal sealed class SoraJson
{
    /// <summary>The most bytes of one value, an element of a list or a whole answer: one that never ends must not fill the memory.</summary>
    public const int MaximumValue = 64 * 1024 * 1024;

    /// <summary>The most values within each other.</summary>
    public const int MaximumDepth = 512;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaximumDepth };

    private readonly FreeJson _free;
    private readonly Lazy<SoraJsonContext> _context; // a list needs none of it

    public SoraJson(FreeJson free)
    {
        _free = free;
        _context = new Lazy<SoraJsonContext>(() => new SoraJsonContext(new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = MaximumDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // UTF-8 as it is: what we send is never part of a web page
            Converters = { free },
        }));
    }

    public static SoraJson Default { get; } = new(new FreeJson());

    /// <summary>Reads one value, which takes up all of these bytes.</summary>
    public static T Read<T>(ReadElement<T> read, ArraySegment<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        reader.Read();
        var value = read(ref reader, json);
        reader.Read(); // throws for what is left
        return value;
    }

    /// <summary>What reads the connections of one list.</summary>
    public ReadElement<SoraConnection> Connections() => new SoraConnectionReader(_free).Read;

    /// <summary>What reads values of any shape.</summary>
    public ReadElement<object?> Values() => (ref Utf8JsonReader reader, ArraySegment<byte> _) => _free.Read(ref reader);

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_context.Value.GetTypeInfo(typeof(T))!;

    public byte[] Write(SoraRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, _context.Value.SoraRequest);
}

/// <summary>Reads the value that a reader stands on, and leaves it on the value's last token.</summary>
/// <param name="reader">The reader.</param>
/// <param name="json">The bytes it reads.</param>
internal delegate T ReadElement<T>(ref Utf8JsonReader reader, ArraySegment<byte> json);

[JsonSerializable(typeof(SoraRequest))]
[JsonSerializable(typeof(SoraDisconnectedChannel))]
[JsonSerializable(typeof(SoraDisconnectedClient))]
[JsonSerializable(typeof(SoraDisconnectedConnection))]
[JsonSerializable(typeof(SoraRtpStream))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(Dictionary<string, object?>))]
internal sealed partial class SoraJsonContext : JsonSerializerContext;
