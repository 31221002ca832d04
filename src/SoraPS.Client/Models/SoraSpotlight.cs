using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of FocusSpotlight, FocusSpotlightFixed and UnfocusSpotlight.</summary>
public sealed class SoraSpotlightFocus : SoraConnectionAnswer
{
    /// <summary>The connection that was given the focus, or from which it was taken.</summary>
    [JsonPropertyName("connection_id")]
    [JsonInclude]
    public string? ConnectionId { get; internal set; }

    /// <summary>What was asked for: true for a focus that stays, false for one that passes on when somebody else speaks; null where the focus was taken.</summary>
    [JsonIgnore]
    public bool? Fixed { get; private set; }

    /// <summary><c>channel/client/connection</c>; without the client if it was not known.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId);

    internal override void Complete(SoraRequest request) =>
        Fixed = request.Operation == SoraOperations.FocusSpotlightFixed ? true : request.Operation == SoraOperations.FocusSpotlight ? false : null;
}

/// <summary>The answer of ChangeSpotlightNumber. What Sora answers is not known: the channel and the number are those of the request unless the answer has them.</summary>
public sealed class SoraSpotlightNumber : SoraChannelAnswer
{
    /// <summary>How many have the focus at once.</summary>
    public long? SpotlightNumber { get; internal set; }

    /// <summary><c>channel number</c>.</summary>
    public override string ToString() => JoinIds(ChannelId) + (SpotlightNumber is null ? string.Empty : FormattableString.Invariant($" {SpotlightNumber}"));

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request[SoraFields.ChannelId] as string;
        SpotlightNumber ??= request[SoraFields.SpotlightNumber] as long?;
    }
}

/// <summary>
/// The answer of RequestSpotlightRid and ResetSpotlightRid, as the RPCs of the same name have it; what it does not have is that of the request. Client, role
/// and time are those of the connection that receives.
/// </summary>
public sealed class SoraSpotlightRid : SoraConnectionAnswer
{
    /// <summary>The id of the connection that receives the streams.</summary>
    public string? RecvConnectionId { get; internal set; }

    /// <summary>The id of the connection that sends the stream; null for all senders.</summary>
    public string? SendConnectionId { get; internal set; }

    /// <summary>The stream of whoever has the focus: <c>r0</c> to <c>r2</c>, or <c>none</c>; null after a reset.</summary>
    public string? FocusRid { get; internal set; }

    /// <summary>The stream of whoever does not have the focus: <c>r0</c> to <c>r2</c>, or <c>none</c>; null after a reset.</summary>
    public string? UnfocusRid { get; internal set; }

    /// <summary>The result of a request that was sent with others in one BatchRequestSpotlightRid: what was asked for, because nothing is known of that answer.</summary>
    /// <exception cref="ArgumentNullException">There is no request.</exception>
    public static SoraSpotlightRid FromBatch(SoraRequest request)
    {
        var answer = new SoraSpotlightRid { At = DateTime.Now };
        answer.Complete(request ?? throw new ArgumentNullException(nameof(request)));
        return answer;
    }

    /// <summary><c>channel/receiver</c> or <c>channel/receiver/sender</c>, with both streams behind a space.</summary>
    public override string ToString() =>
        JoinIds(ChannelId, RecvConnectionId, SendConnectionId) + (FocusRid is null && UnfocusRid is null ? string.Empty : " " + JoinIds(FocusRid ?? string.Empty, UnfocusRid ?? string.Empty));

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        RecvConnectionId ??= request.GetId(SoraFields.RecvConnectionId);
        SendConnectionId ??= request.GetId(SoraFields.SendConnectionId);
        FocusRid ??= request.GetId(SoraFields.SpotlightFocusRid);
        UnfocusRid ??= request.GetId(SoraFields.SpotlightUnfocusRid);
    }
}
