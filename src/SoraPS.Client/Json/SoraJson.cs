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

    private readonly SoraJsonContext _context;

    public SoraJson(FreeJson free) => _context = new SoraJsonContext(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 512,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // UTF-8 as it is: what we send is never part of a web page
        Converters = { free, new SoraConnectionReader(free) },
    });

    public static SoraJson Default { get; } = new(new FreeJson());

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_context.GetTypeInfo(typeof(T))!;

    public byte[] Write(SoraRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, _context.SoraRequest);
}

[JsonSerializable(typeof(SoraRequest))]
[JsonSerializable(typeof(SoraConnection))]
[JsonSerializable(typeof(SoraDisconnectedChannel))]
[JsonSerializable(typeof(SoraDisconnectedClient))]
[JsonSerializable(typeof(SoraDisconnectedConnection))]
[JsonSerializable(typeof(SoraRtpStream))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(SoraFields))]
internal sealed partial class SoraJsonContext : JsonSerializerContext;
