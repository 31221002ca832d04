using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The serializers that the simulator needs, made at compile time.</summary>
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(string))]
internal sealed partial class SimulatorJsonContext : JsonSerializerContext;
