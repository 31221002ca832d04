using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Views;

/// <summary>What Types.ps1xml adds to our objects: the hidden session that routes the next command, and hidden spellings for the views that a terminal only shows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ViewMembers
{
    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;

    /// <summary>The session an object came through.</summary>
    public static SoraSession? Session(PSObject item) => item?.BaseObject switch
    {
        SoraObject known => known.Session as SoraSession,
        SoraApiObject unknown => unknown.Session,
        _ => null,
    };

    /// <summary>True for the session that is meant when no other is named.</summary>
    public static bool IsDefault(PSObject item) => item is not null && SessionStore.Current.Default == item.BaseObject;

    /// <summary>The channel for the views.</summary>
    public static string SafeChannelId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ChannelId,
        SoraChannel channel => channel.ChannelId,
        SoraConnectionChange change => change.ChannelId,
        SoraAnswer answer => answer.ChannelId,
        _ => null,
    });

    /// <summary>The client for the views.</summary>
    public static string SafeClientId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ClientId,
        SoraConnectionChange change => change.ClientId,
        SoraDisconnectedClient answer => answer.ClientId,
        _ => null,
    });

    /// <summary>The connection for the views.</summary>
    public static string SafeConnectionId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ConnectionId,
        SoraConnectionChange change => change.ConnectionId,
        SoraDisconnectedConnection answer => answer.ConnectionId,
        _ => null,
    });

    /// <summary>The role for the views.</summary>
    public static string SafeRole(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.Role,
        SoraConnectionChange change => change.Role,
        SoraDisconnectedChannel answer => answer.Role,
        _ => null,
    });

    /// <summary>The receiver for the views.</summary>
    public static string SafeRecvConnectionId(PSObject item) => SafeText.Of((item?.BaseObject as SoraRtpStream)?.RecvConnectionId);

    /// <summary>The sender for the views.</summary>
    public static string SafeSendConnectionId(PSObject item) => SafeText.Of((item?.BaseObject as SoraRtpStream)?.SendConnectionId);

    /// <summary>The stream for the views.</summary>
    public static string SafeRid(PSObject item) => SafeText.Of((item?.BaseObject as SoraRtpStream)?.Rid);

    /// <summary>The bundle for the views.</summary>
    public static string SafeBundleId(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.BundleId);

    /// <summary>The channel's session for the views.</summary>
    public static string SafeSessionId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.SessionId,
        SoraChannel channel => channel.SessionId.ToString(),
        _ => null,
    });

    /// <summary>The audio for the views.</summary>
    public static string SafeAudio(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.Audio?.ToString());

    /// <summary>The video for the views.</summary>
    public static string SafeVideo(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.Video?.ToString());

    /// <summary>The video codecs for the views.</summary>
    public static string SafeVideoCodecType(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection { Video: { } video } => Codec(video),
        SoraChannel channel => channel.VideoCodecType.ToString(),
        _ => null,
    });

    /// <summary>The audio codecs for the views.</summary>
    public static string SafeAudioCodecType(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection { Audio: { } audio } => Codec(audio),
        SoraChannel channel => channel.AudioCodecType.ToString(),
        _ => null,
    });

    /// <summary>The node for the views.</summary>
    public static string SafeNodeName(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.NodeName);

    /// <summary>The attached metadata for the views, as JSON.</summary>
    public static string SafeEventMetadata(PSObject item) => SafeJson((item?.BaseObject as SoraConnection)?.EventMetadata);

    /// <summary>The remaining fields for the views, as JSON.</summary>
    public static string SafeAdditionalProperties(PSObject item) =>
        (item?.BaseObject as SoraRecord)?.Unknown is { } unknown ? SafeJson(unknown) : string.Empty;

    /// <summary>Simulcast and spotlight for a table.</summary>
    public static string ShortFlags(PSObject item) => item?.BaseObject switch
    {
        SoraConnection connection => Flags(connection.Simulcast, connection.Spotlight),
        SoraChannel channel => Flags(channel.Simulcast, channel.Spotlight),
        _ => string.Empty,
    };

    /// <summary>The age for a table, in its two greatest units: <c>3d 04h</c>. Of a channel, that of its oldest connection.</summary>
    public static string ShortAge(PSObject item) => TableCells.Right(
        ShortAge(item?.BaseObject switch
        {
            SoraConnection connection => connection.Age,
            SoraChannel channel => channel.Age,
            _ => null,
        }),
        7);

    internal static string ShortAge(TimeSpan? age)
    {
        // The clocks of two hosts differ a little.
        var known = age < TimeSpan.Zero ? TimeSpan.Zero : age;
        string? format = known is not { } past ? null
            : past.Days >= 100 ? @"d\d"
            : past.Days > 0 ? @"d\d\ hh\h"
            : past.Hours > 0 ? @"h\h\ mm\m"
            : @"m\m\ ss\s";
        return format is null ? string.Empty : known!.Value.ToString(format, Invariant);
    }

    /// <summary>When a change was seen, for a table.</summary>
    public static string ShortTime(PSObject item) => (item?.BaseObject as SoraConnectionChange)?.Time.ToString("HH:mm:ss", Invariant) ?? string.Empty;

    /// <summary>What properties changed, for the views.</summary>
    public static string SafeChangedProperty(PSObject item) => (item?.BaseObject as SoraConnectionChange)?.ChangedProperty.ToString() ?? string.Empty;

    /// <summary>A channel's connections for a table.</summary>
    public static string ShortConnectionCount(PSObject item) => Count(item, channel => channel.ConnectionCount, 6);

    /// <summary>A channel's connections in both directions for a table.</summary>
    public static string ShortSendrecvCount(PSObject item) => Count(item, channel => channel.SendrecvCount, 8);

    /// <summary>A channel's senders for a table.</summary>
    public static string ShortSendonlyCount(PSObject item) => Count(item, channel => channel.SendonlyCount, 8);

    /// <summary>A channel's receivers for a table.</summary>
    public static string ShortRecvonlyCount(PSObject item) => Count(item, channel => channel.RecvonlyCount, 8);

    /// <summary>What stands for the object among many: a channel and how many are in it, a connection's channel and client.</summary>
    public static string ShortWide(PSObject item) => item?.BaseObject switch
    {
        SoraChannel channel => TableCells.Wide(SafeChannelId(item), " (" + channel.ConnectionCount.ToString(Invariant) + ")"),
        SoraConnection => TableCells.Wide(SafeChannelId(item), "/" + SafeClientId(item)),
        _ => string.Empty,
    };

    /// <summary>The session's name for the views.</summary>
    public static string SafeServer(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraObject known => known.Server,
        SoraSession session => session.Name,
        _ => null,
    });

    /// <summary>The address of a session for the views: <see cref="Uri.ToString"/> would undo its escapes.</summary>
    public static string SafeUri(PSObject item) => SafeView.Show((item?.BaseObject as SoraSession)?.Uri);

    /// <summary>The proxy of a session for the views.</summary>
    public static string SafeProxy(PSObject item) => SafeView.Show((item?.BaseObject as SoraSession)?.Proxy);

    /// <summary>The header names of a session for the views.</summary>
    public static string SafeHeaderName(PSObject item) => SafeText.Of(string.Join(", ", (item?.BaseObject as SoraSession)?.HeaderName ?? Array.Empty<string>()));

    /// <summary>The body that a simulator received, for the views.</summary>
    public static string SafeBody(PSObject item) => SafeText.Of((item?.BaseObject as SoraSimulatorRequest)?.Body, 300);

    /// <summary>The channel for a table.</summary>
    public static string ShortChannelId(PSObject item) => TableCells.Id(item, "ChannelId", SafeChannelId(item));

    /// <summary>The client for a table.</summary>
    public static string ShortClientId(PSObject item) => TableCells.Id(item, "ClientId", SafeClientId(item));

    /// <summary>The connection for a table.</summary>
    public static string ShortConnectionId(PSObject item) => TableCells.ConnectionId(item, item?.BaseObject is SoraConnectionChange ? "Connection" : "ConnectionId", SafeConnectionId(item!));

    /// <summary>The role for a table.</summary>
    public static string ShortRole(PSObject item) => TableCells.Role(SafeRole(item));

    /// <summary>The video codec for a table; the first of a channel's, with a <c>+</c> if there are more.</summary>
    public static string ShortVideo(PSObject item) => item?.BaseObject is SoraChannel channel ? First(channel.VideoCodecType) : TableCells.Text(SafeVideoCodecType(item!), 5);

    /// <summary>The audio codec for a table, in the same way.</summary>
    public static string ShortAudio(PSObject item) => item?.BaseObject is SoraChannel channel ? First(channel.AudioCodecType) : TableCells.Text(SafeAudioCodecType(item!), 5);

    /// <summary>The receiver for a table.</summary>
    public static string ShortRecvConnectionId(PSObject item) => TableCells.ConnectionId(item, "RecvConnectionId", SafeRecvConnectionId(item));

    /// <summary>The sender for a table.</summary>
    public static string ShortSendConnectionId(PSObject item) => TableCells.ConnectionId(item, "SendConnectionId", SafeSendConnectionId(item));

    /// <summary>The stream for a table.</summary>
    public static string ShortRid(PSObject item) => TableCells.Text(SafeRid(item), 4);

    /// <summary>The session's name for a table.</summary>
    public static string ShortServer(PSObject item) => TableCells.Id(item, "Server", SafeServer(item));

    /// <summary>The operation that a simulator was asked for for a table.</summary>
    public static string ShortTarget(PSObject item) => SafeText.Cell(SafeText.Of((item?.BaseObject as SoraSimulatorRequest)?.Target));

    /// <summary>What Get-Error takes for an empty value, and leaves out.</summary>
    public static int QuietCount(PSObject item) => 0;

    private static string SafeJson(object? value) => SafeView.Show(value);

    private static string First(SoraTexts codecs) =>
        TableCells.Text(codecs.Count > 1 ? SafeText.Cell(SafeText.Of(codecs[0]), 4) + "+" : SafeText.Of(codecs.FirstOrDefault()), 5);

    /// <summary>Where there is audio or video, something stands in its column.</summary>
    private static string Codec(SoraMedia media) => media.CodecType ?? "on";

    private static string Flags(bool? simulcast, bool? spotlight) =>
        simulcast == true ? (spotlight == true ? "si sp" : "si") : spotlight == true ? "sp" : string.Empty;

    private static string Count(PSObject item, Func<SoraChannel, int> count, int width) =>
        item?.BaseObject is SoraChannel channel ? TableCells.Right(count(channel).ToString(Invariant), width) : string.Empty;
}
