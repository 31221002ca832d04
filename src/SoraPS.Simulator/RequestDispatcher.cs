using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoraPS;

/// <summary>
/// Decides what becomes of a request whose path is right: refuses it, or hands it to its operation. The checks, their order and their errors are
/// those of swidden, the framework that Sora is very likely built on (sora-api 4.2 and 10). Which operations there are, and what their bodies may
/// hold, comes from the table of operations (<see cref="SoraOperations"/>).
/// </summary>
internal sealed class RequestDispatcher
{
    private static readonly Regex TargetPattern = new(@"^([a-zA-Z]+)_([0-9]{8})\.([a-zA-Z]+)\z", RegexOptions.CultureInvariant);

    private readonly SimulatedOperations _handlers;

    private readonly Dictionary<string, (SoraOperation Operation, RequestSchema Schema)> _operations;

    /// <param name="handlers">What the operations do.</param>
    /// <param name="generation">Which operations there are.</param>
    public RequestDispatcher(SimulatedOperations handlers, SimulatedGeneration generation)
    {
        _handlers = handlers;
        _operations = SoraOperations.All.Where(generation.Has).ToDictionary(operation => operation.Target, operation => (operation, new RequestSchema(operation)), StringComparer.Ordinal);
    }

    /// <summary>The response that does not depend on the body, which need not be read then; null if it does.</summary>
    public static SimulatorResponse? AnswerWithoutBody(string method, string? target)
    {
        if (method == "HEAD")
        {
            return SimulatorResponse.Empty(400);
        }

        if (method != "POST")
        {
            return SimulatorResponse.ProtocolError("UnexpectedMethod");
        }

        if (target is null)
        {
            return SimulatorResponse.ProtocolError("MissingHeaderName");
        }

        var parts = TargetPattern.Match(target);
        return !parts.Success ? SimulatorResponse.ApiError("MissingService")
            : parts.Groups[1].Value != "Sora" ? SimulatorResponse.ApiError("InvalidTarget")
            : null;
    }

    /// <summary>The response to a request for which <see cref="AnswerWithoutBody"/> has none.</summary>
    public SimulatorResponse Dispatch(string target, byte[] body)
    {
        try
        {
            return Dispatch(target, body.Length == 0 ? null : Parse(body));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An unpaired surrogate in a string is found only when the string is read. What Sora answers to it is not known.
            return SimulatorResponse.ApiError("InvalidJSON", new JsonArray(new JsonObject { ["invalid"] = "parse" }));
        }
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = SoraJson.MaximumDepth });
        return document.RootElement.Clone();
    }

    private SimulatorResponse Dispatch(string target, JsonElement? body)
    {
        if (!_operations.TryGetValue(target, out var known))
        {
            return body is null ? SimulatorResponse.ApiError("MissingTarget") : SimulatorResponse.ApiError("SchemaNotFound", DescribeTarget(target));
        }

        if (!AcceptsBody(known.Operation.Body, body))
        {
            return SimulatorResponse.ApiError("MissingTargetFunction", DescribeTarget(target));
        }

        return body is { } json && known.Schema.FindViolation(json) is { } violation
            ? SimulatorResponse.ApiError("InvalidJSON", new JsonArray(violation))
            : _handlers.Handle(known.Operation, body ?? default);
    }

    /// <summary>Whether Sora has a function for a request with or without a body. That <c>{}</c> is refused where every key is optional is our choice: swidden hands it to another function.</summary>
    private static bool AcceptsBody(string rule, JsonElement? body) => rule switch
    {
        SoraOperation.NoBody => body is null,
        SoraOperation.OptionalBody => body is not { ValueKind: JsonValueKind.Object } json || json.EnumerateObject().Any(),
        _ => body is not null,
    };

    private static JsonObject DescribeTarget(string target)
    {
        var parts = TargetPattern.Match(target);
        return new JsonObject { ["service"] = parts.Groups[1].Value, ["version"] = parts.Groups[2].Value, ["operation"] = parts.Groups[3].Value };
    }
}
