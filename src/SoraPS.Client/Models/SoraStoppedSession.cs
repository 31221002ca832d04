using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of TerminateSession, with the channel of the request. Sora answers at once; the session ends a short time later.</summary>
public sealed class SoraStoppedSession : SoraChangeAnswer
{
    /// <summary>The channel id.</summary>
    [JsonIgnore]
    public string? ChannelId { get; private set; }

    /// <summary>The id of the session that ends.</summary>
    [JsonPropertyName("session_id")]
    [JsonInclude]
    public string? SessionId { get; internal set; }

    internal override bool IsAnswer => SessionId is not null;

    /// <summary><c>channel/session</c>.</summary>
    public override string ToString() => JoinIds(ChannelId, SessionId);

    internal override void Complete(SoraRequest request)
    {
        ChannelId = request[SoraFields.ChannelId] as string;
        SessionId ??= request[SoraFields.SessionId] as string;
    }
}
