namespace SoraPS.TestServers;

/// <summary>A request, to the byte.</summary>
public sealed class RawRequest
{
    internal RawRequest(string head, string body)
    {
        Head = head;
        Body = body;
        var lines = head.Split(new[] { "\r\n" }, StringSplitOptions.RemoveEmptyEntries);
        Line = lines[0];
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            Headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }
    }

    /// <summary>The request line and headers as they came, up to the empty line.</summary>
    public string Head { get; }

    /// <summary>The request line.</summary>
    public string Line { get; }

    /// <summary>The headers, compared without regard to case.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body as text.</summary>
    public string Body { get; }

    /// <summary>The operation asked for.</summary>
    public string? Target => Headers.TryGetValue("x-sora-target", out string? target) ? target : null;
}
