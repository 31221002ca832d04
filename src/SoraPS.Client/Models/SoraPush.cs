using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of the four Push operations. Its ids and the role are those of the request, or of the connection that the push is for. (The answer of PushChannel is documented; that the other three answer the same is an inference, D.)</summary>
public sealed class SoraPush : SoraConnectionAnswer
{
    /// <summary>The connection id; null if the push is not for a connection.</summary>
    [JsonIgnore]
    public string? ConnectionId { get; private set; }

    /// <summary>The object that is sent to the clients.</summary>
    [JsonPropertyName("data")]
    [JsonInclude]
    public object? Data { get; internal set; }

    /// <summary><c>push</c>.</summary>
    [JsonPropertyName("type")]
    [JsonInclude]
    public string? Type { get; internal set; }

    internal override bool IsAnswer => Type == "push" || Data is not null;

    /// <summary><c>channel</c>, <c>channel/client</c>, <c>channel/connection</c> (with the client between them if it was known) or <c>channel/role</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId ?? Role);

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request[SoraFields.ChannelId] as string;
        ClientId ??= request[SoraFields.ClientId] as string;
        ConnectionId = request[SoraFields.ConnectionId] as string;
        Role ??= request[SoraFields.Role] as string;
    }
}
