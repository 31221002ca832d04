using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>What an operation of the table says about its body, as the JSON schema that a Sora has of it, and what it says to a body that violates it (sora-api 4.2 and 10).</summary>
internal sealed class RequestSchema
{
    private readonly SoraField[] _fields;
    private readonly SoraField[] _required;

    public RequestSchema(SoraOperation operation)
    {
        _required = operation.Required;
        _fields = operation.Required.Concat(operation.Optional).ToArray();
    }

    /// <summary>The first violation only, as the real one reports it; null if there is none.</summary>
    public JsonObject? Violation(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Wrong("wrong_type", new JsonObject { ["type"] = "object" }, body);
        }

        foreach (var field in _fields)
        {
            if (!body.TryGetProperty(field.Name, out var value))
            {
                if (_required.Contains(field))
                {
                    return Wrong("missing_required_property", Whole(), JsonSerializer.SerializeToElement(field.Name, SimulatorJson.Default.String));
                }
            }
            else if (Mistake(field, value) is { } mistake)
            {
                return Wrong(mistake, Of(field), value, field.Name);
            }
        }

        return null;
    }

    private static string? Mistake(SoraField field, JsonElement value) =>
        !Takes(field.Kind, value) ? "wrong_type"
        : field.Kind == SoraFieldKind.Word && !field.Words.Contains(value.GetString()) ? "not_in_enum"
        : field.Kind == SoraFieldKind.Integer && (value.GetInt64() < field.Minimum || value.GetInt64() > field.Maximum) ? "not_in_range"
        : null;

    private static bool Takes(SoraFieldKind kind, JsonElement value) => kind switch
    {
        SoraFieldKind.Id or SoraFieldKind.Text or SoraFieldKind.Word => value.ValueKind == JsonValueKind.String,
        SoraFieldKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        SoraFieldKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        SoraFieldKind.Object => value.ValueKind == JsonValueKind.Object,
        SoraFieldKind.List => value.ValueKind == JsonValueKind.Array,
        _ => true,
    };

    private static JsonObject Of(SoraField field)
    {
        var schema = new JsonObject();
        if (TypeOf(field.Kind) is { } type)
        {
            schema["type"] = type;
        }

        if (field.Words.Count > 0)
        {
            schema["enum"] = Texts(field.Words);
        }

        if (field.Minimum > long.MinValue)
        {
            schema["minimum"] = field.Minimum;
            schema["maximum"] = field.Maximum;
        }

        return schema;
    }

    private static string? TypeOf(SoraFieldKind kind) => kind switch
    {
        SoraFieldKind.Id or SoraFieldKind.Text or SoraFieldKind.Word => "string",
        SoraFieldKind.Integer => "integer",
        SoraFieldKind.Boolean => "boolean",
        SoraFieldKind.Object => "object",
        SoraFieldKind.List => "array",
        _ => null,
    };

    private static JsonObject Wrong(string error, JsonObject schema, JsonElement data, params string[] path) => new()
    {
        ["invalid"] = "data",
        ["schema"] = schema,
        ["error"] = error,
        ["data"] = JsonNode.Parse(data.GetRawText()),
        ["path"] = Texts(path),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new(texts.Select(text => (JsonNode)JsonValue.Create(text)!).ToArray());

    private JsonObject Whole()
    {
        var properties = new JsonObject();
        foreach (var field in _fields)
        {
            properties[field.Name] = Of(field);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = Texts(_required.Select(field => field.Name)) };
    }
}
