using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>An answer that is one JSON object.</summary>
public abstract class SoraAnswer : SoraObject, IJsonOnDeserialized
{
    /// <summary>Where the deserializer puts the fields that have no property. Null after deserialization.</summary>
    [JsonExtensionData]
    [JsonInclude]
    internal Dictionary<string, object?>? ExtensionData { get; set; }

    /// <summary>Whether it has the fields that the answer of the operation always has. If not, it was not sent by a Sora.</summary>
    internal virtual bool IsAnswer => true;

    /// <inheritdoc/>
    void IJsonOnDeserialized.OnDeserialized()
    {
        foreach (var field in ExtensionData ?? new Dictionary<string, object?>())
        {
            AddUnknownField(field.Key, field.Value);
        }

        ExtensionData = null;
    }

    /// <summary>Takes over ids of the request that the answer does not repeat.</summary>
    internal virtual void Complete(SoraRequest request)
    {
    }

    /// <summary>The text of an answer: the ids that are not null, with slashes between them.</summary>
    internal static string JoinIds(params string?[] ids) => string.Join("/", ids.Where(id => id is not null).Select(id => SafeText.ForDisplay(id)));
}

/// <summary>The answer to a change.</summary>
public abstract class SoraChangeAnswer : SoraAnswer
{
    /// <summary>When the answer came, in local time; null if the operation only reads.</summary>
    [JsonIgnore]
    public DateTime? At { get; internal set; }
}

/// <summary>An answer about a channel.</summary>
public abstract class SoraChannelAnswer : SoraChangeAnswer
{
    /// <summary>The channel id.</summary>
    [JsonPropertyName("channel_id")]
    [JsonInclude]
    public string? ChannelId { get; internal set; }

    internal override bool IsAnswer => ChannelId is not null;
}

/// <summary>An answer about one connection, with what was known of the connection before the change: Sora itself answers with its ids only.</summary>
public abstract class SoraConnectionAnswer : SoraChannelAnswer
{
    /// <summary>The client id of the connection; null if it was not known.</summary>
    [JsonPropertyName("client_id")]
    [JsonInclude]
    public string? ClientId { get; internal set; }

    /// <summary>The role of the connection; null if it was not known.</summary>
    [JsonPropertyName("role")]
    [JsonInclude]
    public string? Role { get; internal set; }

    /// <summary>When the connection was made, in local time; null if it was not known.</summary>
    [JsonIgnore]
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>Adds what the caller knows of the connection. What the answer itself contains stays.</summary>
    public void AddConnectionDetails(string? clientId, string? role, DateTime? createdAt)
    {
        ClientId ??= clientId;
        Role ??= role;
        CreatedAt ??= createdAt;
    }
}

/// <summary>The answer of DisconnectChannel and DisconnectChannelByRole.</summary>
public sealed class SoraDisconnectedChannel : SoraChannelAnswer
{
    /// <summary>The role whose connections were disconnected; null for all.</summary>
    [JsonPropertyName("role")]
    [JsonInclude]
    public string? Role { get; internal set; }

    /// <summary><c>channel</c>, or <c>channel/role</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, Role);
}

/// <summary>The answer of DisconnectClient.</summary>
public sealed class SoraDisconnectedClient : SoraChannelAnswer
{
    /// <summary>The client id whose connections were disconnected.</summary>
    [JsonPropertyName("client_id")]
    [JsonInclude]
    public string? ClientId { get; internal set; }

    /// <summary><c>channel/client</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId);
}

/// <summary>The answer of DisconnectConnection.</summary>
public sealed class SoraDisconnectedConnection : SoraConnectionAnswer
{
    /// <summary>The id of the connection that was disconnected.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary><c>channel/client/connection</c>; without the client if it was not known.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId);
}

/// <summary>The answer of RequestKeyFrame.</summary>
public sealed class SoraKeyFrameRequest : SoraConnectionAnswer
{
    /// <summary>The id of the connection that was asked for a key frame.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary>The simulcast stream that was asked for; null for all. If the answer does not repeat it, it is taken from the request.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }

    /// <summary><c>channel/connection</c>, with the stream behind a space.</summary>
    public override string ToString() => JoinIds(ChannelId, ConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));

    internal override void Complete(SoraRequest request) => Rid ??= request[SoraFields.Rid] as string;
}

/// <summary>The answer of RequestSimulcastRid. Client, role and time are those of the connection that receives.</summary>
public sealed class SoraSimulcastRid : SoraConnectionAnswer
{
    /// <summary>The id of the connection that receives the stream.</summary>
    [JsonPropertyName("receiver_connection_id")]
    [JsonInclude]
    public string? ReceiverConnectionId { get; internal set; }

    /// <summary>The id of the connection that sends the stream; null for all senders.</summary>
    [JsonPropertyName("sender_connection_id")]
    [JsonInclude]
    public string? SenderConnectionId { get; internal set; }

    /// <summary>The simulcast stream: <c>r0</c> to <c>r2</c>, <c>none</c>, or <c>auto</c> for Sora's own choice.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }

    /// <summary><c>channel/receiver</c> or <c>channel/receiver/sender</c>, with the stream behind a space.</summary>
    public override string ToString() => JoinIds(ChannelId, ReceiverConnectionId, SenderConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));
}

/// <summary>The answer of RequestRtpStream and ResetRtpStream. Client, role and time are those of the connection that receives.</summary>
#pragma warning disable CA1711 // An RTP stream, not a System.IO.Stream.
public sealed class SoraRtpStream : SoraConnectionAnswer
#pragma warning restore CA1711
{
    /// <summary>The id of the connection that receives the stream.</summary>
    [JsonPropertyName("recv_connection_id")]
    [JsonInclude]
    public string? RecvConnectionId { get; internal set; }

    /// <summary>The id of the connection that sends the stream; null for all senders.</summary>
    [JsonPropertyName("send_connection_id")]
    [JsonInclude]
    public string? SendConnectionId { get; internal set; }

    /// <summary>The simulcast stream; null after a reset.</summary>
    [JsonPropertyName("rid")]
    [JsonInclude]
    public string? Rid { get; internal set; }

    /// <summary><c>channel/receiver</c> or <c>channel/receiver/sender</c>, with the stream behind a space.</summary>
    public override string ToString() => JoinIds(ChannelId, RecvConnectionId, SendConnectionId) + (Rid is null ? string.Empty : " " + SafeText.ForDisplay(Rid));
}
