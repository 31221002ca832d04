using System.Text.Json;

namespace SoraPS.Errors;

/// <summary>
/// The reason of a refusal, in one line. Sora's reason for a body that its schema does not allow holds the whole schema (sora-api 4.2); people need to know
/// which key it is and what is wrong with it.
/// </summary>
internal static class ErrorReason
{
    private const int MaximumLength = 500;
    private const int MaximumKey = 60;
    private const int MaximumViolations = 3;

    public static string Format(string json)
    {
        try
        {
            using var reason = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });
            return FormatViolations(reason.RootElement) ?? (reason.RootElement.ValueKind == JsonValueKind.String ? Show(reason.RootElement.GetString()!) : Show(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Show(json);
        }
    }

    /// <summary>Each violation of a schema as a key and what is wrong with it; null for any other reason.</summary>
    private static string? FormatViolations(JsonElement reason)
    {
        if (reason.ValueKind != JsonValueKind.Array || reason.GetArrayLength() is 0 or > MaximumViolations)
        {
            return null;
        }

        var violations = reason.EnumerateArray().Select(FormatViolation).ToList();
        return violations.Contains(null) ? null : string.Join("; ", violations);
    }

    private static string? FormatViolation(JsonElement violation)
    {
        if (GetText(violation, "invalid") == "parse")
        {
            return Messages.ReasonNoJson;
        }

        if (GetText(violation, "error") is not { } error)
        {
            return null;
        }

        string key = Show(GetKey(violation, error) ?? Messages.ReasonBody);
        string? what = error switch
        {
            "missing_required_property" => Messages.ReasonMissing,
            "wrong_type" => Messages.ReasonWrongType,
            "not_in_enum" => Messages.ReasonNotInEnum,
            "not_in_range" => Messages.ReasonNotInRange,
            "wrong_length" => Messages.ReasonWrongLength,
            "no_match" => Messages.ReasonNoMatch,
            "no_extra_properties_allowed" => Messages.ReasonUnknownKey,
            _ => null,
        };
        return what is null ? key + ": " + Show(error) : string.Format(Messages.Culture, what, key);
    }

    /// <summary>A key that is missing is in the data, one that is not allowed among the keys of the data, any other in the path, which may be a list; null for the body itself.</summary>
    private static string? GetKey(JsonElement violation, string error)
    {
        var path = violation.TryGetProperty("path", out var places) && places.ValueKind == JsonValueKind.Array ? places.EnumerateArray().Select(GetWord).ToList() : new List<string>();
        if (violation.TryGetProperty("data", out var data))
        {
            if (data.ValueKind == JsonValueKind.String && error == "missing_required_property")
            {
                path.Add(data.GetString()!);
            }
            else if (error == "no_extra_properties_allowed" && FindUnknownKey(violation, data) is { } unknown)
            {
                path.Add(unknown);
            }
        }

        string key = string.Join("/", path);
        return key.Length == 0 ? null : key.Length <= MaximumKey ? key : key.Substring(0, MaximumKey) + "...";
    }

    private static string? FindUnknownKey(JsonElement violation, JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.String)
        {
            return data.GetString();
        }

        return data.ValueKind == JsonValueKind.Object && violation.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? FindOther(data, properties) : null;
    }

    private static string? FindOther(JsonElement data, JsonElement allowed) =>
        data.EnumerateObject().Where(key => !allowed.TryGetProperty(key.Name, out _)).Select(key => key.Name).FirstOrDefault();

    private static string GetWord(JsonElement place) => place.ValueKind == JsonValueKind.String ? place.GetString()! : place.GetRawText();

    private static string? GetText(JsonElement violation, string name) =>
        violation.ValueKind == JsonValueKind.Object && violation.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Show(string text) => SafeText.ForDisplay(text, MaximumLength);
}
