namespace SoraPS;

/// <summary>A request as it arrived.</summary>
public sealed class SoraSimulatorRequest
{
    internal SoraSimulatorRequest(string method, string path, IReadOnlyDictionary<string, string> headers, string body)
    {
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

    /// <summary>The status that was answered; 0 while there is none.</summary>
    public int StatusCode { get; internal set; }
}
