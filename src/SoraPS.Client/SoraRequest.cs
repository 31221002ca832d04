using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The JSON object sent with an operation. Keys that are not set are left out: a schema of the server may forbid keys that it does not know.</summary>
public sealed record SoraRequest
{
    /// <summary>Ids are at most this many bytes of UTF-8 (documentation: SIGNALING, A).</summary>
    public const int MaximumIdBytes = 255;

    /// <summary>The channel.</summary>
    [JsonPropertyName("channel_id")]
    public string? ChannelId { get; init; }

    /// <summary>The client; several connections may share one.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>The connection.</summary>
    [JsonPropertyName("connection_id")]
    public string? ConnectionId { get; init; }

    /// <summary><c>sendrecv</c>, <c>sendonly</c> or <c>recvonly</c>.</summary>
    [JsonPropertyName("role")]
    public string? Role { get; init; }

    /// <summary>The connection that receives the stream.</summary>
    [JsonPropertyName("recv_connection_id")]
    public string? RecvConnectionId { get; init; }

    /// <summary>The connection that sends the stream; without it, every sender of the channel.</summary>
    [JsonPropertyName("send_connection_id")]
    public string? SendConnectionId { get; init; }

    /// <summary><c>r0</c>, <c>r1</c> or <c>r2</c>.</summary>
    [JsonPropertyName("rid")]
    public string? Rid { get; init; }

    /// <summary>A JSON object that Sora hands on to the event webhook <c>connection.destroyed</c>.</summary>
    [JsonPropertyName("reason")]
    public JsonElement? Reason { get; init; }

    /// <summary>False asks for the connections of all nodes of a cluster (sora-api 2.2: an inference from Shiguredo's own tools; the documentation is ambiguous).</summary>
    [JsonPropertyName("local")]
    public bool? Local { get; init; }

    /// <summary>Refuses what no server should be sent.</summary>
    /// <exception cref="ArgumentException">An id is empty, longer than 255 bytes, or no text; or the reason is no JSON object.</exception>
    public void Validate()
    {
        CheckId(ChannelId);
        CheckId(ClientId);
        CheckId(ConnectionId);
        CheckId(RecvConnectionId);
        CheckId(SendConnectionId);
        CheckId(Role);
        CheckId(Rid);
        if (Reason is { ValueKind: not JsonValueKind.Object })
        {
            throw new ArgumentException(Strings.ReasonNoObject);
        }
    }

    private static void CheckId(string? id)
    {
        if (id is null)
        {
            return;
        }

        if (id.Length == 0)
        {
            throw new ArgumentException(Strings.IdEmpty);
        }

        int bytes;
        try
        {
            bytes = JsonText.StrictUtf8.GetByteCount(id);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(Strings.IdNoText, e);
        }

        if (bytes > MaximumIdBytes)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.IdTooLong, bytes, MaximumIdBytes));
        }
    }
}
