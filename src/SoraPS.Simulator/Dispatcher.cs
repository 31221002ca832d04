using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoraPS;

/// <summary>
/// What Sora does with a request whose path is right: in the order, and with the words, of the framework that it is very likely built on
/// (sora-api 4.2 and 10). Which operations there are, and what they take, the table of operations says.
/// </summary>
internal sealed class Dispatcher
{
    private static readonly Regex Grammar = new(@"^([a-zA-Z]+)_([0-9]{8})\.([a-zA-Z]+)\z", RegexOptions.CultureInvariant);

    private readonly SimulatedOperations _answers;

    // A Sora of today does not know what was removed.
    private readonly Dictionary<string, (SoraOperation Row, RequestSchema Schema)> _operations = SoraOperations.All
        .Where(row => row.Stability != SoraOperation.RemovedStability).ToDictionary(row => row.Target, row => (row, new RequestSchema(row)), StringComparer.Ordinal);

    public Dispatcher(SimulatedOperations answers) => _answers = answers;

    /// <summary>What can be answered before the body is read; null if that is nothing.</summary>
    public static Reply? BeforeBody(string method, string? target)
    {
        if (method == "HEAD")
        {
            return Reply.Empty(400);
        }

        if (method != "POST")
        {
            return Reply.ProtocolError("UnexpectedMethod");
        }

        if (target is null)
        {
            return Reply.ProtocolError("MissingHeaderName");
        }

        var parts = Grammar.Match(target);
        return !parts.Success ? Reply.Error("MissingService")
            : parts.Groups[1].Value != "Sora" ? Reply.Error("InvalidTarget")
            : null;
    }

    public Reply Answer(string target, byte[] body)
    {
        try
        {
            return Dispatch(target, body.Length == 0 ? null : Parse(body));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a character (an unpaired surrogate) in a text is found late; what Sora says to it is not known.
            return Reply.Error("InvalidJSON", new JsonArray(new JsonObject { ["invalid"] = "parse" }));
        }
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = SoraJson.MaximumDepth });
        return document.RootElement.Clone();
    }

    private Reply Dispatch(string target, JsonElement? json)
    {
        if (!_operations.TryGetValue(target, out var operation))
        {
            return json is null ? Reply.Error("MissingTarget") : Reply.Error("SchemaNotFound", NameOf(target));
        }

        if (!Accepts(operation.Row.Body, json))
        {
            return Reply.Error("MissingTargetFunction", NameOf(target));
        }

        return json is { } value && operation.Schema.Violation(value) is { } violation
            ? Reply.Error("InvalidJSON", new JsonArray(violation))
            : _answers.Answer(operation.Row, json ?? default);
    }

    /// <summary>Whether there is a function for it. That an empty object is refused where every key is optional is our choice: swidden hands it to another function.</summary>
    private static bool Accepts(string rule, JsonElement? json) => rule switch
    {
        SoraOperation.NoBody => json is null,
        SoraOperation.OptionalBody => json is not { ValueKind: JsonValueKind.Object } given || given.EnumerateObject().Any(),
        _ => json is not null,
    };

    private static JsonObject NameOf(string target)
    {
        var parts = Grammar.Match(target);
        return new JsonObject { ["service"] = parts.Groups[1].Value, ["version"] = parts.Groups[2].Value, ["operation"] = parts.Groups[3].Value };
    }
}
