using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The JSON schema of an operation's body, made from its row of the table, and the error that Sora answers to a body that violates it (sora-api 4.2 and 10).</summary>
internal sealed class RequestSchema
{
    private readonly SoraField[] _fields;
    private readonly SoraField[] _required;

    public RequestSchema(SoraOperation operation)
    {
        _required = operation.Required;
        _fields = operation.Required.Concat(operation.Optional).ToArray();
    }

    /// <summary>Sora's description of the first violation, the only one that it reports; null if the body is valid.</summary>
    public JsonObject? FindViolation(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return CreateViolation("wrong_type", new JsonObject { ["type"] = "object" }, body);
        }

        foreach (var field in _fields)
        {
            if (!body.TryGetProperty(field.Name, out var value))
            {
                if (_required.Contains(field))
                {
                    return CreateViolation("missing_required_property", ToJsonSchema(), JsonSerializer.SerializeToElement(field.Name, SimulatorJsonContext.Default.String));
                }
            }
            else if (FindError(field, value) is { } error)
            {
                return CreateViolation(error, ToJsonSchema(field), value, field.Name);
            }
        }

        return null;
    }

    private static string? FindError(SoraField field, JsonElement value) =>
        !IsOfKind(field.Kind, value) ? "wrong_type"
        : field.Kind == SoraFieldKind.Word && !field.Words.Contains(value.GetString()) ? "not_in_enum"
        : field.Kind == SoraFieldKind.Integer && (value.GetInt64() < field.Minimum || value.GetInt64() > field.Maximum) ? "not_in_range"
        : null;

    private static bool IsOfKind(SoraFieldKind kind, JsonElement value) => kind switch
    {
        SoraFieldKind.Id or SoraFieldKind.Text or SoraFieldKind.Word => value.ValueKind == JsonValueKind.String,
        SoraFieldKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        SoraFieldKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        SoraFieldKind.Object => value.ValueKind == JsonValueKind.Object,
        SoraFieldKind.List => value.ValueKind == JsonValueKind.Array,
        _ => true,
    };

    private static JsonObject ToJsonSchema(SoraField field)
    {
        var schema = new JsonObject();
        if (GetJsonType(field.Kind) is { } type)
        {
            schema["type"] = type;
        }

        if (field.Words.Count > 0)
        {
            schema["enum"] = ToJsonArray(field.Words);
        }

        if (field.Minimum > long.MinValue)
        {
            schema["minimum"] = field.Minimum;
            schema["maximum"] = field.Maximum;
        }

        return schema;
    }

    private static string? GetJsonType(SoraFieldKind kind) => kind switch
    {
        SoraFieldKind.Id or SoraFieldKind.Text or SoraFieldKind.Word => "string",
        SoraFieldKind.Integer => "integer",
        SoraFieldKind.Boolean => "boolean",
        SoraFieldKind.Object => "object",
        SoraFieldKind.List => "array",
        _ => null,
    };

    private static JsonObject CreateViolation(string error, JsonObject schema, JsonElement data, params string[] path) => new()
    {
        ["invalid"] = "data",
        ["schema"] = schema,
        ["error"] = error,
        ["data"] = JsonNode.Parse(data.GetRawText()),
        ["path"] = ToJsonArray(path),
    };

    private static JsonArray ToJsonArray(IEnumerable<string> texts) => new(texts.Select(text => (JsonNode)JsonValue.Create(text)!).ToArray());

    private JsonObject ToJsonSchema()
    {
        var properties = new JsonObject();
        foreach (var field in _fields)
        {
            properties[field.Name] = ToJsonSchema(field);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = ToJsonArray(_required.Select(field => field.Name)) };
    }
}
