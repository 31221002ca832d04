using System.Text.Json.Serialization;

namespace SoraPS.Sketch;

/// <summary>A connection as the serializer reads it.</summary>
public sealed record SketchConnection(
    string ChannelId, string ClientId, string ConnectionId, string BundleId, string Role, long CreatedTime, bool? Multistream, bool? Simulcast, bool? Spotlight, SketchMedia? Audio, SketchMedia? Video);

/// <summary>Its audio or video.</summary>
public sealed record SketchMedia(string? CodecType, long? BitRate, Dictionary<string, int>? Vp9Params);

/// <summary>Code that the serializer's generator writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<SketchConnection>))]
public sealed partial class SketchContext : JsonSerializerContext;
