using System.Globalization;

namespace SoraPS;

/// <summary>The request line and the headers of an HTTP/1.1 request.</summary>
internal sealed class HttpRequestHead
{
    private const int MaximumValueLength = 4096;

    public string Method { get; private init; } = string.Empty;

    public string Path { get; private init; } = string.Empty;

    public Dictionary<string, string> Headers { get; private init; } = new();

    /// <summary>The operation that is asked for; null without the header.</summary>
    public string? Target => Headers.TryGetValue(SoraClient.TargetHeader, out string? target) ? target : null;

    /// <summary>The body's length in bytes; 0 where it is chunked, or where there is none.</summary>
    public long ContentLength { get; private init; }

    public bool IsChunked => HeaderEquals("transfer-encoding", "chunked");

    public bool ExpectsContinue => HeaderEquals("expect", "100-continue");

    /// <summary>Whether the client lets the connection be used for another request.</summary>
    public bool KeepAlive { get; private init; }

    /// <summary>The status with which Cowboy refuses this head by itself; null for a head that is valid.</summary>
    public int? RejectionStatus { get; private init; }

    public static HttpRequestHead Rejected(int status) => new() { RejectionStatus = status };

    /// <summary>Parses a head: lines that end in <c>\n</c>, without the empty line at its end.</summary>
    public static HttpRequestHead Parse(string text)
    {
        var lines = text.TrimStart('\n').Split('\n');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0)
            {
                return Rejected(400);
            }

            string value = line.Substring(colon + 1).Trim();
            if (value.Length > MaximumValueLength)
            {
                return Rejected(431);
            }

            headers[line.Substring(0, colon)] = value;
        }

        return Create(lines[0].Split(' '), headers);
    }

    private static HttpRequestHead Create(string[] requestLine, Dictionary<string, string> headers)
    {
        long length = 0;
        bool isHttp1 = requestLine.Length == 3 && requestLine[2].StartsWith("HTTP/1.", StringComparison.Ordinal);
        bool isValidLength = !headers.TryGetValue("content-length", out string? given)
            || (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length >= 0);
        if (!isHttp1 || !isValidLength || !headers.ContainsKey("host"))
        {
            return Rejected(400);
        }

        bool asksToClose = headers.TryGetValue("connection", out string? connection)
            && connection.Split(',').Any(option => option.Trim().Equals("close", StringComparison.OrdinalIgnoreCase));
        return new HttpRequestHead
        {
            Method = requestLine[0],
            Path = requestLine[1],
            Headers = headers,
            ContentLength = length,
            KeepAlive = requestLine[2] == "HTTP/1.1" && !asksToClose,
        };
    }

    private bool HeaderEquals(string name, string value) => Headers.TryGetValue(name, out string? sent) && sent.Equals(value, StringComparison.OrdinalIgnoreCase);
}
