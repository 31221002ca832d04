namespace SoraPS;

/// <summary>How a simulator behaves.</summary>
public sealed class SoraSimulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Every request must carry this bearer token, as behind a proxy or in a hosted Sora; null asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>The path of the API: <c>/</c> as Sora, or what a proxy makes of it.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Adds the CORS headers of a Sora with <c>api_cors_origin</c>.</summary>
    public string? CorsOrigin { get; init; }

    /// <summary>
    /// Refuses to cut or switch what does not exist, with an <c>error_type</c> that we made up. Sora's own behaviour is not documented
    /// (sora-api 2.1); otherwise the request is echoed.
    /// </summary>
    public bool RefuseUnknownId { get; init; }

    /// <summary>A pause before every answer, to begin with.</summary>
    public TimeSpan Latency { get; init; }

    internal SimulatorValues Values { get; init; } = SimulatorValues.Plain;
}
