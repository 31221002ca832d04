using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of the four Push operations: what was sent, and from the request to whom. (That the three beside PushChannel answer as it does is inferred, D.)</summary>
public sealed class SoraPush : SoraAnswer
{
    /// <summary>The channel.</summary>
    [JsonIgnore]
    public string? ChannelId { get; private set; }

    /// <summary>The client; null unless one was asked for.</summary>
    [JsonIgnore]
    public string? ClientId { get; private set; }

    /// <summary>The connection; null unless one was asked for.</summary>
    [JsonIgnore]
    public string? ConnectionId { get; private set; }

    /// <summary>The role; null unless one was asked for.</summary>
    [JsonIgnore]
    public string? Role { get; private set; }

    /// <summary>What the clients are sent.</summary>
    [JsonPropertyName("data")]
    [JsonInclude]
    public object? Data { get; internal set; }

    /// <summary><c>push</c>.</summary>
    [JsonPropertyName("type")]
    [JsonInclude]
    public string? Type { get; internal set; }

    internal override bool IsAnswer => Type == "push" || Data is not null;

    /// <summary><c>channel</c>, <c>channel/client</c>, <c>channel/connection</c> or <c>channel/role</c>.</summary>
    public override string ToString() => Path(ChannelId, ClientId, ConnectionId, Role);

    internal override void Complete(SoraRequest request)
    {
        ChannelId = request[SoraFields.ChannelId] as string;
        ClientId = request[SoraFields.ClientId] as string;
        ConnectionId = request[SoraFields.ConnectionId] as string;
        Role = request[SoraFields.Role] as string;
    }
}
