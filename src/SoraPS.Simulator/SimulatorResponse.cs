using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>An HTTP response of the simulator: status, body, and the headers that not every response has.</summary>
internal sealed class SimulatorResponse
{
    private SimulatorResponse(int status, byte[] body, string? contentType)
    {
        Status = status;
        Body = body;
        ContentType = contentType;
    }

    public int Status { get; }

    public byte[] Body { get; }

    public string? ContentType { get; }

    /// <summary>Whether Cowboy refused the request before any handler saw it: such a response has neither a date nor a server header.</summary>
    public bool IsRejection { get; private init; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Close { get; private init; }

    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    public static SimulatorResponse Json(int status, byte[] json) => new(status, json, "application/json");

    /// <summary>A success: status 200. No node stands for JSON null.</summary>
    public static SimulatorResponse Json(JsonNode? json) => Json(200, json is null ? Encoding.ASCII.GetBytes("null") : ToUtf8(json));

    public static SimulatorResponse Empty(int status) => new(status, Array.Empty<byte>(), null);

    public static SimulatorResponse PlainText(int status, string text) => new(status, Encoding.UTF8.GetBytes(text), "text/plain");

    /// <summary>Status 500 with an HTML page, as a proxy sends it; without a body where the page is null.</summary>
    public static SimulatorResponse Html(string? page) => page is null ? Empty(500) : new(500, Encoding.UTF8.GetBytes(page), "text/html");

    /// <summary>What Cowboy sends by itself to a request that is no valid HTTP or exceeds a limit.</summary>
    public static SimulatorResponse Rejection(int status) => new(status, Array.Empty<byte>(), null) { IsRejection = true, Close = true };

    /// <summary>An error of Sora's API: always status 400 (sora-api 4.1).</summary>
    public static SimulatorResponse ApiError(string type, JsonNode? reason = null)
    {
        var error = new JsonObject { ["error_type"] = type };
        if (reason is not null)
        {
            error["error_reason"] = reason;
        }

        return Json(400, ToUtf8(error));
    }

    /// <summary>The two errors whose key is <c>type</c> and not <c>error_type</c> (sora-api 4.2).</summary>
    public static SimulatorResponse ProtocolError(string type) => Json(400, ToUtf8(new JsonObject { ["type"] = type }));

    /// <summary>The same body with another status and these headers.</summary>
    public SimulatorResponse With(int status, IReadOnlyDictionary<string, string> headers) => new(status, Body, headers.ContainsKey("content-type") ? null : ContentType) { Headers = headers };

    private static byte[] ToUtf8(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, SimulatorJsonContext.Default.JsonNode);
}
