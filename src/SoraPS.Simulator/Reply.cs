using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>An answer of the simulator.</summary>
internal sealed class Reply
{
    private Reply(int status, byte[] body, string? contentType)
    {
        Status = status;
        Body = body;
        ContentType = contentType;
    }

    public int Status { get; }

    public byte[] Body { get; }

    public string? ContentType { get; }

    /// <summary>An answer of Cowboy itself, before a handler was reached: not even a server header.</summary>
    public bool Bare { get; private init; }

    public bool Close { get; init; }

    /// <summary>More headers than every answer has.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    public static Reply Json(int status, byte[] json) => new(status, json, "application/json");

    public static Reply Json(JsonNode json) => Json(200, Utf8(json));

    public static Reply Empty(int status) => new(status, Array.Empty<byte>(), null);

    public static Reply Text(int status, string text) => new(status, Encoding.UTF8.GetBytes(text), "text/plain");

    /// <summary>A page, as a proxy sends it.</summary>
    public static Reply Html(string? text) => text is null ? Empty(500) : new(500, Encoding.UTF8.GetBytes(text), "text/html");

    public static Reply BareClose(int status) => new(status, Array.Empty<byte>(), null) { Bare = true, Close = true };

    /// <summary>A refusal: always status 400 (sora-api 4.1).</summary>
    public static Reply Error(string type, JsonNode? reason = null)
    {
        var error = new JsonObject { ["error_type"] = type };
        if (reason is not null)
        {
            error["error_reason"] = reason;
        }

        return Json(400, Utf8(error));
    }

    /// <summary>The two errors that use another key (sora-api 4.2).</summary>
    public static Reply ProtocolError(string type) => Json(400, Utf8(new JsonObject { ["type"] = type }));

    /// <summary>The same with another status, and with more headers.</summary>
    public Reply With(int status, IReadOnlyDictionary<string, string> headers) => new(status, Body, headers.ContainsKey("content-type") ? null : ContentType) { Headers = headers };

    private static byte[] Utf8(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, SimulatorJson.Default.JsonNode);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonNode))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SimulatorJson : System.Text.Json.Serialization.JsonSerializerContext;
