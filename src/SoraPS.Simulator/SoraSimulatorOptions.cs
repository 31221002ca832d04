namespace SoraPS;

/// <summary>How a simulator behaves.</summary>
public sealed class SoraSimulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 means any free port.</summary>
    public int Port { get; init; }

    /// <summary>The bearer token that every request must carry, as a reverse proxy or a hosted Sora demands it; null demands none.</summary>
    public string? Token { get; init; }

    /// <summary>The path of the API: <c>/</c> as Sora has it, or a path that a reverse proxy maps to it. It begins with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The origin in the CORS headers, which Sora sends if its setting <c>api_cors_origin</c> is set; null sends none.</summary>
    public string? CorsOrigin { get; init; }

    /// <summary>
    /// Whether requests about a channel, client or connection that does not exist are refused, with an <c>error_type</c> of our own invention, because
    /// Sora's behaviour is not documented (sora-api 2.1). Otherwise they succeed, and the response repeats the request.
    /// </summary>
    public bool RefuseUnknownId { get; init; }

    /// <summary>The initial value of <see cref="SoraSimulator.LatencyMilliseconds"/>.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The clock, in UTC.</summary>
    internal Func<DateTime> GetUtcNow { get; init; } = () => DateTime.UtcNow;
    /// <summary>The fields of the licence that differ from those of the usual one: a JSON object, as for <see cref="SoraSimulator.Add"/>. Null for none.</summary>
    public object? License { get; init; }

    /// <summary>The generation of Sora that decides which operations exist and how connections look: <c>2022</c>, <c>2024</c> or <c>2025.2</c>.</summary>
    public string Generation { get; init; } = "2025.2";

    internal SimulatorValueConverter ValueConverter { get; init; } = SimulatorValueConverter.Default;
}
