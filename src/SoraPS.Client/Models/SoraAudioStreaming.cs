namespace SoraPS;

/// <summary>The answer of StartAudioStreaming and StopAudioStreaming. What Sora answers is not known: this is the channel of the request, and what was asked for.</summary>
public sealed class SoraAudioStreaming : SoraChannelAnswer
{
    /// <summary>What was asked for: true to stream, false to stop.</summary>
    public bool Streaming { get; private set; }

    /// <summary>The channel.</summary>
    public override string ToString() => JoinIds(ChannelId);

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        Streaming = request.Operation == SoraOperations.StartAudioStreaming;
    }
}

/// <summary>The answer of SubscribeAudioStreamingResultPush and UnsubscribeAudioStreamingResultPush. What Sora answers is not known: these are the ids of the request, and what was asked for.</summary>
public sealed class SoraAudioStreamingPush : SoraConnectionAnswer
{
    /// <summary>The connection.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>What was asked for: true if the connection is to receive the results.</summary>
    public bool Subscribed { get; private set; }

    /// <summary><c>channel/client/connection</c>; without the client if it was not known.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId);

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        ConnectionId ??= request.GetId(SoraFields.ConnectionId);
        Subscribed = request.Operation == SoraOperations.SubscribeAudioStreamingResultPush;
    }
}
