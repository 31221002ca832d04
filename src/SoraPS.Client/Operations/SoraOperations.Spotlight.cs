using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Spotlight: who has the focus, and the streams that receivers get of those with and without it.</content>
public static partial class SoraOperations
{
    private const string Spotlight = nameof(Spotlight);

    /// <summary>Gives a connection the spotlight's focus: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraOperation<SoraSpotlightFocus> FocusSpotlight = Row(new SoraOperation<SoraSpotlightFocus>("Sora_20200807.FocusSpotlight")
    {
        About = ("Gives a connection the spotlight's focus until somebody else speaks.", "コネクションにスポットライトのフォーカスを当てます。ほかの人が話すと移ります。"),
        Group = Spotlight, Required = new[] { ChannelId, ConnectionId }, Echo = new[] { ChannelId, ConnectionId },
        Stability = Stable, Certainty = "A/A", Source = "API_SPOTLIGHT", Cmdlet = new(new[] { "Set-SoraSpotlightFocus" }),
    });

    /// <summary>Gives a connection the spotlight's focus for good: <c>channel_id</c>, <c>connection_id</c>. It has it until UnfocusSpotlight (A).</summary>
    public static readonly SoraOperation<SoraSpotlightFocus> FocusSpotlightFixed = Row(new SoraOperation<SoraSpotlightFocus>("Sora_20200807.FocusSpotlightFixed")
    {
        About = ("Gives a connection the spotlight's focus until it is taken back.", "コネクションにスポットライトのフォーカスを固定します。"),
        Group = Spotlight, Required = new[] { ChannelId, ConnectionId }, Echo = new[] { ChannelId, ConnectionId },
        Stability = Stable, Certainty = "A/A", Source = "API_SPOTLIGHT", Cmdlet = new(new[] { "Set-SoraSpotlightFocus" }),
    });

    /// <summary>Takes the spotlight's focus from a connection: <c>channel_id</c>, <c>connection_id</c>.</summary>
    public static readonly SoraOperation<SoraSpotlightFocus> UnfocusSpotlight = Row(new SoraOperation<SoraSpotlightFocus>("Sora_20200807.UnfocusSpotlight")
    {
        About = ("Takes the spotlight's focus from a connection.", "コネクションからスポットライトのフォーカスを外します。"),
        Group = Spotlight, Required = new[] { ChannelId, ConnectionId }, Echo = new[] { ChannelId, ConnectionId },
        Stability = Stable, Certainty = "A/A", Source = "API_SPOTLIGHT", Cmdlet = new(new[] { "Clear-SoraSpotlightFocus" }),
    });

    /// <summary>Changes how many have the focus at once: <c>channel_id</c>, <c>spotlight_number</c>.</summary>
    public static readonly SoraOperation<SoraSpotlightNumber> ChangeSpotlightNumber = Row(new SoraOperation<SoraSpotlightNumber>("Sora_20200807.ChangeSpotlightNumber")
    {
        About = ("Changes how many have the spotlight's focus at once.", "スポットライトのフォーカスが同時に当たる数を変えます。"),
        Group = Spotlight, Required = new[] { ChannelId, SpotlightNumber }, Reader = json => json.CreateSpotlightReader().ReadNumber,
        Stability = Stable, Certainty = "A/-", Source = "API_SPOTLIGHT", Cmdlet = new(new[] { "Set-SoraSpotlightNumber" }),
    });

    /// <summary>Chooses streams: <c>channel_id</c>, <c>recv_connection_id</c>, <c>send_connection_id</c>, <c>spotlight_focus_rid</c>, <c>spotlight_unfocus_rid</c>.</summary>
    public static readonly SoraOperation<SoraSpotlightRid> RequestSpotlightRid = Row(new SoraOperation<SoraSpotlightRid>("Sora_20211215.RequestSpotlightRid")
    {
        About = ("Chooses the streams that a receiver gets of those with and without the focus.", "フォーカスの有無に応じて受信側に送るストリームを選びます。"),
        Group = Spotlight, Required = new[] { ChannelId, RecvConnectionId, SpotlightFocusRid, SpotlightUnfocusRid }, Optional = new[] { SendConnectionId },
        Echo = new[] { ChannelId, RecvConnectionId, SpotlightFocusRid, SpotlightUnfocusRid }, Reader = json => json.CreateSpotlightReader().ReadRid,
        Stability = Stable, Since = "2021.2", Certainty = "B/B", Source = "sora-devtools; sora-ios-sdk (its RPC of the same name)", Cmdlet = new(new[] { "Request-SoraSpotlightRid" }),
    });

    /// <summary>Takes a choice of streams back: <c>channel_id</c>, <c>recv_connection_id</c>, <c>send_connection_id</c>.</summary>
    public static readonly SoraOperation<SoraSpotlightRid> ResetSpotlightRid = Row(new SoraOperation<SoraSpotlightRid>("Sora_20211215.ResetSpotlightRid")
    {
        About = ("Takes a choice of RequestSpotlightRid back.", "RequestSpotlightRid で選んだストリームを元に戻します。"),
        Group = Spotlight, Required = new[] { ChannelId, RecvConnectionId }, Optional = new[] { SendConnectionId }, Echo = new[] { ChannelId, RecvConnectionId },
        Reader = json => json.CreateSpotlightReader().ReadRid,
        Stability = Stable, Since = "2021.2", Certainty = "B/B", Source = "sora-devtools; sora-ios-sdk (its RPC of the same name)", Cmdlet = new(new[] { "Reset-SoraSpotlightRid" }),
    });

    /// <summary>Chooses streams of many receivers: <c>channel_id</c>, <c>item_list</c> (the other keys of <see cref="RequestSpotlightRid"/>, for each). Its answer is not known.</summary>
    public static readonly SoraOperation BatchRequestSpotlightRid = Row(new SoraOperation("Sora_20211215.BatchRequestSpotlightRid")
    {
        About = ("Does RequestSpotlightRid for many receivers at once.", "RequestSpotlightRid を多数の受信側にまとめて行います。"),
        Group = Spotlight, Required = new[] { ChannelId, ItemList },
        Stability = Stable, Since = "2021.2", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Request-SoraSpotlightRid" }),
    });
}
