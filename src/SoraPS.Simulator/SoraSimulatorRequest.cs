namespace SoraPS;

/// <summary>A request as it arrived.</summary>
public sealed class SoraSimulatorRequest
{
    private readonly SimulatorValues _values;

    internal SoraSimulatorRequest(SimulatorValues values, string method, string path, IReadOnlyDictionary<string, string> headers, string body)
    {
        _values = values;
        Method = method;
        Path = path;
        Headers = headers;
        Body = body;
    }

    /// <summary>When it arrived, in local time.</summary>
    public DateTime Time { get; } = DateTime.Now;

    /// <summary>The method, <c>POST</c>.</summary>
    public string Method { get; }

    /// <summary>The path, <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>The operation asked for; null without the header.</summary>
    public string? Target => Headers.TryGetValue(SoraClient.TargetHeader, out string? target) ? target : null;

    /// <summary>The headers; their names are compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as text; empty without one.</summary>
    public string Body { get; }

    /// <summary>The body as an object, so that a test can ask for one field: <c>$request.Json.channel_id</c>. Null if it is no JSON.</summary>
    public object? Json => _values.Value(Body);

    /// <summary>The status that was answered; 0 while there is none, and where the connection was dropped.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>When it arrived, what was asked for, what was answered, and the body.</summary>
    public override string ToString() => FormattableString.Invariant($"{Time:o} {SafeText.ForDisplay(Target)} {StatusCode} {SafeText.ForDisplay(Body)}").TrimEnd();
}
