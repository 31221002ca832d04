using System.Globalization;
using System.Text;

namespace SoraPS;

/// <summary>Writes HTTP/1.1 responses to a connection, with the headers that Sora sends, in its order (sora-api 1 and 10).</summary>
internal sealed class HttpResponseWriter
{
    private static readonly Dictionary<int, string> ReasonPhrases = new()
    {
        [200] = "OK",
        [204] = "No Content",
        [307] = "Temporary Redirect",
        [308] = "Permanent Redirect",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "Not Found",
        [408] = "Request Timeout",
        [413] = "Request Entity Too Large",
        [429] = "Too Many Requests",
        [431] = "Request Header Fields Too Large",
        [500] = "Internal Server Error",
        [502] = "Bad Gateway",
        [503] = "Service Unavailable",
        [504] = "Gateway Timeout",
    };

    private static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

    private readonly Stream _stream;
    private readonly string? _corsOrigin;

    public HttpResponseWriter(Stream stream, string? corsOrigin)
    {
        _stream = stream;
        _corsOrigin = corsOrigin;
    }

    /// <summary>Tells a client that sent <c>Expect: 100-continue</c> to send its body.</summary>
    public Task WriteContinueAsync() => _stream.WriteAsync(Continue, 0, Continue.Length);

    /// <summary>Writes a response in one go.</summary>
    /// <param name="response">The response.</param>
    /// <param name="close">Whether to announce that the connection will be closed.</param>
    /// <param name="bodyLength">How many bytes of the body are sent. The header <c>Content-Length</c> is that of the whole body.</param>
    public async Task WriteAsync(SimulatorResponse response, bool close, int bodyLength)
    {
        byte[] head = Encoding.UTF8.GetBytes(CreateHead(response, close));
        byte[] bytes = new byte[head.Length + bodyLength];
        head.CopyTo(bytes, 0);
        Array.Copy(response.Body, 0, bytes, head.Length, bodyLength);
        await _stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
    }

    private string CreateHead(SimulatorResponse response, bool close)
    {
        string phrase = ReasonPhrases.TryGetValue(response.Status, out string? known) ? known : "Simulated";
        var head = new StringBuilder("HTTP/1.1 " + response.Status.ToString(CultureInfo.InvariantCulture) + " " + phrase + "\r\n");
        if (_corsOrigin is not null && !response.IsRejection)
        {
            AddHeader(head, "access-control-allow-headers", "Origin, X-Requested-With, Content-Type, Accept, x-sora-target");
            AddHeader(head, "access-control-allow-methods", "POST, OPTIONS");
            AddHeader(head, "access-control-allow-origin", _corsOrigin);
            AddHeader(head, "access-control-max-age", "1000");
        }

        AddHeader(head, "connection", close ? "close" : null);
        AddHeader(head, "content-length", response.Body.Length.ToString(CultureInfo.InvariantCulture));
        AddHeader(head, "content-type", response.ContentType);
        AddHeader(head, "date", response.IsRejection ? null : DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture));
        AddHeader(head, "server", response.IsRejection ? null : "Cowboy");
        foreach (var header in response.Headers)
        {
            AddHeader(head, header.Key, header.Value);
        }

        return head.Append("\r\n").ToString();
    }

    private static void AddHeader(StringBuilder head, string name, string? value)
    {
        if (value is not null)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
