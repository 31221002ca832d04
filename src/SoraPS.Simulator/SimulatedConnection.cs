using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>One connection that a simulator holds: its JSON as lists send it, and the fields by which requests select connections.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Role"><c>sendrecv</c>, <c>sendonly</c>, <c>recvonly</c>, or any other text that a test gave.</param>
/// <param name="Spotlight">Whether spotlight is on.</param>
/// <param name="Json">The whole connection in UTF-8.</param>
internal sealed record SimulatedConnection(string ChannelId, string ClientId, string ConnectionId, string Role, bool Spotlight, byte[] Json)
{
    /// <summary>Its fields, parsed anew at each call.</summary>
    public JsonObject Fields => (JsonObject)JsonNode.Parse(Json)!;

    /// <summary>A connection with these fields, under their names on the wire.</summary>
    /// <exception cref="ArgumentException">An id or the role is missing or no text.</exception>
    public static SimulatedConnection FromJson(JsonObject fields) => new(
        GetString(fields, "channel_id"),
        GetString(fields, "client_id"),
        GetString(fields, "connection_id"),
        GetString(fields, "role"),
        fields["spotlight"] is JsonValue spotlight && spotlight.GetValueKind() == JsonValueKind.True,
        JsonSerializer.SerializeToUtf8Bytes(fields, SimulatorJsonContext.Default.JsonNode));

    /// <exception cref="ArgumentException">The field is missing or no text.</exception>
    public static string GetString(JsonObject fields, string name) => fields[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw new ArgumentException(string.Format(Strings.Culture, Strings.ConnectionFieldNoText, name));

    /// <summary>Whether an object has all of the wanted fields with the same values. A wanted null is a field that is not there.</summary>
    public static bool HasFields(JsonObject? fields, JsonObject wanted) => fields is not null && wanted.All(field => JsonNode.DeepEquals(fields[field.Key], field.Value));
}
