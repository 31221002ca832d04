using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>What the server answered to a change: the ids, as it has them.</summary>
public abstract class SoraAnswer : SoraObject
{
    /// <summary>The channel.</summary>
    [JsonPropertyName("channel_id")]
    [JsonInclude]
    public string? ChannelId { get; internal set; }
}

/// <summary>The answer of DisconnectChannel and DisconnectChannelByRole.</summary>
public sealed class SoraDisconnectedChannel : SoraAnswer
{
    /// <summary>The role whose connections were cut; null for all.</summary>
    [JsonPropertyName("role")]
    [JsonInclude]
    public string? Role { get; internal set; }
}

/// <summary>The answer of DisconnectClient.</summary>
public sealed class SoraDisconnectedClient : SoraAnswer
{
    /// <summary>The client whose connections were cut.</summary>
    [JsonPropertyName("client_id")]
    [JsonInclude]
    public string? ClientId { get; internal set; }
}

/// <summary>The answer of DisconnectConnection.</summary>
public sealed class SoraDisconnectedConnection : SoraAnswer
{
    /// <summary>The connection that was cut.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }
}

/// <summary>The answer of RequestRtpStream and ResetRtpStream.</summary>
#pragma warning disable CA1711 // An RTP stream, not a System.IO.Stream.
public sealed class SoraRtpStream : SoraAnswer
#pragma warning restore CA1711
{
    /// <summary>The connection that receives.</summary>
    [JsonPropertyName("recv_connection_id")]
    [JsonInclude]
    public string? RecvConnectionId { get; internal set; }

    /// <summary>The connection that sends; null for all.</summary>
    [JsonPropertyName("send_connection_id")]
    [JsonInclude]
    public string? SendConnectionId { get; internal set; }

    /// <summary>The stream asked for; null after a reset.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }
}
