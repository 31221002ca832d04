using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>What the server answered with one JSON object.</summary>
public abstract class SoraAnswer : SoraObject, IJsonOnDeserialized
{
    /// <summary>Where the deserializer puts what it finds no property for.</summary>
    [JsonExtensionData]
    [JsonInclude]
    internal Dictionary<string, object?>? Others { get; set; }

    /// <summary>False for an answer that lacks what the operation is documented to answer: it is none of a Sora's.</summary>
    internal virtual bool IsAnswer => true;

    /// <inheritdoc/>
    void IJsonOnDeserialized.OnDeserialized()
    {
        foreach (var field in Others ?? new Dictionary<string, object?>())
        {
            Keep(field.Key, field.Value);
        }

        Others = null;
    }

    /// <summary>The ids of the request, where the answer does not repeat them.</summary>
    internal virtual void Complete(SoraRequest request)
    {
    }

    /// <summary>The ids that the answer is of, as one text for people.</summary>
    private protected static string Path(params string?[] ids) => string.Join("/", ids.Where(id => id is not null).Select(id => SafeText.ForDisplay(id)));
}

/// <summary>What the server answered about a channel.</summary>
public abstract class SoraChannelAnswer : SoraAnswer
{
    /// <summary>The channel.</summary>
    [JsonPropertyName("channel_id")]
    [JsonInclude]
    public string? ChannelId { get; internal set; }

    internal override bool IsAnswer => ChannelId is not null;
}

/// <summary>The answer of DisconnectChannel and DisconnectChannelByRole.</summary>
public sealed class SoraDisconnectedChannel : SoraChannelAnswer
{
    /// <summary>The role whose connections were cut; null for all.</summary>
    [JsonPropertyName("role")]
    [JsonInclude]
    public string? Role { get; internal set; }

    /// <summary><c>channel</c>, or <c>channel/role</c>.</summary>
    public override string ToString() => Path(ChannelId, Role);
}

/// <summary>The answer of DisconnectClient.</summary>
public sealed class SoraDisconnectedClient : SoraChannelAnswer
{
    /// <summary>The client whose connections were cut.</summary>
    [JsonPropertyName("client_id")]
    [JsonInclude]
    public string? ClientId { get; internal set; }

    /// <summary><c>channel/client</c>.</summary>
    public override string ToString() => Path(ChannelId, ClientId);
}

/// <summary>The answer of DisconnectConnection.</summary>
public sealed class SoraDisconnectedConnection : SoraChannelAnswer
{
    /// <summary>The connection that was cut.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary><c>channel/connection</c>.</summary>
    public override string ToString() => Path(ChannelId, ConnectionId);
}

/// <summary>The answer of RequestKeyFrame.</summary>
public sealed class SoraKeyFrameRequest : SoraChannelAnswer
{
    /// <summary>The connection that was asked for a key frame.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary>The stream that was asked for; null for all. Whether a Sora repeats it is not known: without that it is what was asked for.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }

    /// <summary><c>channel/connection</c>, with the stream asked for.</summary>
    public override string ToString() => Path(ChannelId, ConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));

    internal override void Complete(SoraRequest request) => Rid ??= request[SoraFields.Rid] as string;
}

/// <summary>The answer of RequestSimulcastRid.</summary>
public sealed class SoraSimulcastRid : SoraChannelAnswer
{
    /// <summary>The connection that receives.</summary>
    [JsonPropertyName("receiver_connection_id")]
    [JsonInclude]
    public string? ReceiverConnectionId { get; internal set; }

    /// <summary>The connection that sends; null for all.</summary>
    [JsonPropertyName("sender_connection_id")]
    [JsonInclude]
    public string? SenderConnectionId { get; internal set; }

    /// <summary>The stream asked for, <c>none</c>, or <c>auto</c> for Sora's own choice.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }

    /// <summary><c>channel/receiver</c>, with the sender if there is one, and the stream asked for.</summary>
    public override string ToString() => Path(ChannelId, ReceiverConnectionId, SenderConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));
}

/// <summary>The answer of RequestRtpStream and ResetRtpStream.</summary>
#pragma warning disable CA1711 // An RTP stream, not a System.IO.Stream.
public sealed class SoraRtpStream : SoraChannelAnswer
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
    public override string ToString() => Path(ChannelId, RecvConnectionId, SendConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));
}
