using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of TerminateSession: the session, and from the request its channel. It comes at once; the session ends a while after it.</summary>
public sealed class SoraStoppedSession : SoraAnswer
{
    /// <summary>The channel.</summary>
    [JsonIgnore]
    public string? ChannelId { get; private set; }

    /// <summary>The session that ends.</summary>
    [JsonPropertyName("session_id")]
    [JsonInclude]
    public string? SessionId { get; internal set; }

    internal override bool IsAnswer => SessionId is not null;

    /// <summary><c>channel/session</c>.</summary>
    public override string ToString() => Path(ChannelId, SessionId);

    internal override void Complete(SoraRequest request)
    {
        ChannelId = request[SoraFields.ChannelId] as string;
        SessionId ??= request[SoraFields.SessionId] as string;
    }
}
