namespace SoraPS;

/// <summary>A request as a simulator received it.</summary>
public sealed class SoraSimulatorRequest
{
    private readonly SimulatorValueConverter _converter;

    internal SoraSimulatorRequest(SimulatorValueConverter converter, string method, string path, IReadOnlyDictionary<string, string> headers, string body)
    {
        _converter = converter;
        Method = method;
        Path = path;
        Headers = headers;
        Body = body;
    }

    /// <summary>When it arrived, in local time.</summary>
    public DateTime Time { get; } = DateTime.Now;

    /// <summary>The HTTP method, normally <c>POST</c>.</summary>
    public string Method { get; }

    /// <summary>The path and the query, normally <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>The operation, the value of the header <c>x-sora-target</c>; null without the header.</summary>
    public string? Target => Headers.TryGetValue(SoraClient.TargetHeader, out string? target) ? target : null;

    /// <summary>The headers; names are not case-sensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as text; empty if there was none.</summary>
    public string Body { get; }

    /// <summary>The body as an object, so that a test can check one field: <c>$request.Json.channel_id</c>. Null if the body is no JSON.</summary>
    public object? Json => _converter.ToValue(Body);

    /// <summary>The status of the response; 0 before it is known, and if the connection was closed without a response.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>The time, the operation, the status and the body.</summary>
    public override string ToString() => FormattableString.Invariant($"{Time:o} {SafeText.ForDisplay(Target)} {StatusCode} {SafeText.ForDisplay(Body)}").TrimEnd();
}
