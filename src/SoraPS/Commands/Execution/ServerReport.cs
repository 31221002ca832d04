using System.Text.Json;

namespace SoraPS.Commands.Execution;

/// <summary>What the checks of a server read of the answer of GetStatsReport (sora_exporter, B).</summary>
/// <param name="Version">The release of Sora; null if it does not say.</param>
/// <param name="Errors">The counters of errors since the node started that are not zero, by name.</param>
internal sealed record ServerReport(string? Version, IReadOnlyList<KeyValuePair<string, long>> Errors)
{
    private const string FailedPrefix = "total_failed_";

    /// <summary>The sum of the counters.</summary>
    public long ErrorCount => Errors.Sum(counter => counter.Value);

    /// <summary>Reads the answer. Fields that are missing, or of another kind, are not known.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ServerReport Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement : throw new JsonException();
        var errors = root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error.EnumerateObject().ToList() : new();
        var counters = errors.Concat(root.EnumerateObject().Where(field => field.Name.StartsWith(FailedPrefix, StringComparison.Ordinal)));
        return new ServerReport(
            root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String ? version.GetString() : null,
            counters.Select(field => new KeyValuePair<string, long>(field.Name, GetCount(field.Value))).Where(counter => counter.Value > 0).OrderByDescending(counter => counter.Value).ToList());
    }

    private static long GetCount(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) ? count : 0;
}
