namespace SoraPS;

/// <summary>The signalling notify metadata of one connection: an element of the answer of ListSignalingNotifyMetadata, or the answer of GetSignalingNotifyMetadata.</summary>
public sealed class SoraNotifyMetadata : SoraAnswer
{
    private object? _metadata;

    /// <summary>The channel: that of the request.</summary>
    public string? ChannelId { get; internal set; }

    /// <summary>The client; null if the server did not send it.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>What the connections of one client have in common; null if the server did not send it.</summary>
    public string? BundleId { get; internal set; }

    /// <summary>The connection.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>The metadata: any JSON.</summary>
    public object? Metadata { get => Json.LazyJson.Get(ref _metadata); internal set => _metadata = value; }

    /// <summary><c>channel/client/connection</c>; without the client if it is not known.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId);

    internal override void Complete(SoraRequest request)
    {
        ChannelId = request.GetId(SoraFields.ChannelId);
        ConnectionId ??= request.GetId(SoraFields.ConnectionId);
    }
}

/// <summary>The answer to a change of a connection's signalling notify metadata. What Sora answers is not known, and it may be the metadata itself, which clients choose: so the ids are those of the request.</summary>
public sealed class SoraChangedNotifyMetadata : SoraConnectionAnswer
{
    private object? _answer;

    /// <summary>The connection.</summary>
    public string? ConnectionId { get; private set; }

    /// <summary>The member of the metadata that was set or removed; null for all of it.</summary>
    public string? Key { get; private set; }

    /// <summary>What the server answered, any JSON: the metadata that is now in force, by the RPC of the same name (B; of this operation an inference, D). Null if it answered nothing, or an empty object.</summary>
    public object? Answer { get => Json.LazyJson.Get(ref _answer); internal set => _answer = value; }

    /// <summary><c>channel/client/connection</c>, with the member of the metadata behind a space.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId) + (Key is null ? string.Empty : " " + SafeText.ForDisplay(Key));

    internal override void Complete(SoraRequest request)
    {
        ChannelId = request.GetId(SoraFields.ChannelId);
        ConnectionId = request.GetId(SoraFields.ConnectionId);
        Key = request.GetId(SoraFields.Key);
    }
}
