using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>What the server answered to a change: the ids, as it has them.</summary>
public abstract class SoraAnswer : SoraObject, IJsonOnDeserialized
{
    /// <summary>The channel.</summary>
    [JsonPropertyName("channel_id")]
    [JsonInclude]
    public string? ChannelId { get; internal set; }

    /// <summary>Where the deserializer puts what it finds no property for.</summary>
    [JsonExtensionData]
    [JsonInclude]
    internal Dictionary<string, object?>? Others { get; set; }

    /// <inheritdoc/>
    void IJsonOnDeserialized.OnDeserialized()
    {
        foreach (var field in Others ?? new Dictionary<string, object?>())
        {
            Keep(field.Key, field.Value);
        }

        Others = null;
    }

    /// <summary>The ids that the answer is of, as one text for people.</summary>
    private protected static string Path(params string?[] ids) => string.Join("/", ids.Where(id => id is not null).Select(id => SafeText.Of(id)));
}

/// <summary>The answer of DisconnectChannel and DisconnectChannelByRole.</summary>
public sealed class SoraDisconnectedChannel : SoraAnswer
{
    /// <summary>The role whose connections were cut; null for all.</summary>
    [JsonPropertyName("role")]
    [JsonInclude]
    public string? Role { get; internal set; }

    /// <summary><c>channel</c>, or <c>channel/role</c>.</summary>
    public override string ToString() => Path(ChannelId, Role);
}

/// <summary>The answer of DisconnectClient.</summary>
public sealed class SoraDisconnectedClient : SoraAnswer
{
    /// <summary>The client whose connections were cut.</summary>
    [JsonPropertyName("client_id")]
    [JsonInclude]
    public string? ClientId { get; internal set; }

    /// <summary><c>channel/client</c>.</summary>
    public override string ToString() => Path(ChannelId, ClientId);
}

/// <summary>The answer of DisconnectConnection.</summary>
public sealed class SoraDisconnectedConnection : SoraAnswer
{
    /// <summary>The connection that was cut.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary><c>channel/connection</c>.</summary>
    public override string ToString() => Path(ChannelId, ConnectionId);
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

    /// <summary><c>channel/receiver</c>, with the sender if there is one, and the stream asked for.</summary>
    public override string ToString() => Path(ChannelId, RecvConnectionId, SendConnectionId) + (Rid is null ? string.Empty : " " + SafeText.Of(Rid));
}
