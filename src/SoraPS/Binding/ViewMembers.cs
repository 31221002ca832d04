using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>What Types.ps1xml adds to our objects: the hidden session that routes the next command, and hidden spellings for the views that a terminal only shows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ViewMembers
{
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
        SoraAnswer answer => answer.ChannelId,
        _ => null,
    });

    /// <summary>The client for the views.</summary>
    public static string SafeClientId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ClientId,
        SoraDisconnectedClient answer => answer.ClientId,
        _ => null,
    });

    /// <summary>The connection for the views.</summary>
    public static string SafeConnectionId(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ConnectionId,
        SoraDisconnectedConnection answer => answer.ConnectionId,
        _ => null,
    });

    /// <summary>The role for the views.</summary>
    public static string SafeRole(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.Role,
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
    public static string SafeSessionId(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.SessionId);

    /// <summary>The audio for the views.</summary>
    public static string SafeAudio(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.Audio?.ToString());

    /// <summary>The video for the views.</summary>
    public static string SafeVideo(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.Video?.ToString());

    /// <summary>The video codec for the table.</summary>
    public static string SafeVideoCodecType(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.VideoCodecType);

    /// <summary>The node for the views.</summary>
    public static string SafeNodeName(PSObject item) => SafeText.Of((item?.BaseObject as SoraConnection)?.NodeName);

    /// <summary>The attached metadata for the views, as JSON.</summary>
    public static string SafeEventMetadata(PSObject item) => SafeJson((item?.BaseObject as SoraConnection)?.EventMetadata);

    /// <summary>The remaining fields for the views, as JSON.</summary>
    public static string SafeAdditionalProperties(PSObject item) =>
        (item?.BaseObject as SoraRecord)?.Unknown is { } unknown ? SafeJson(unknown) : string.Empty;

    /// <summary>The age for the table, in its two greatest units: <c>3d 04h</c>.</summary>
    public static string ShortAge(PSObject item) => ShortAge((item?.BaseObject as SoraConnection)?.Age);

    internal static string ShortAge(TimeSpan? age)
    {
        string? format = age is not { } known ? null
            : known.Days > 0 ? @"d\d\ hh\h"
            : known.Hours > 0 ? @"h\h\ mm\m"
            : @"m\m\ ss\s";
        return format is null ? string.Empty : age!.Value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
    }

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

    /// <summary>What a simulator was asked for, for the views.</summary>
    public static string SafeTarget(PSObject item) => SafeText.Of((item?.BaseObject as SoraSimulatorRequest)?.Target);

    /// <summary>The body that a simulator received, for the views.</summary>
    public static string SafeBody(PSObject item) => SafeText.Of((item?.BaseObject as SoraSimulatorRequest)?.Body, 300);

    /// <summary>The channel for a table.</summary>
    public static string ShortChannelId(PSObject item) => SafeText.Cell(SafeChannelId(item));

    /// <summary>The client for a table.</summary>
    public static string ShortClientId(PSObject item) => SafeText.Cell(SafeClientId(item));

    /// <summary>The connection for a table.</summary>
    public static string ShortConnectionId(PSObject item) => SafeText.Cell(SafeConnectionId(item));

    /// <summary>The role for a table.</summary>
    public static string ShortRole(PSObject item) => SafeText.Cell(SafeRole(item));

    /// <summary>The receiver for a table.</summary>
    public static string ShortRecvConnectionId(PSObject item) => SafeText.Cell(SafeRecvConnectionId(item));

    /// <summary>The sender for a table.</summary>
    public static string ShortSendConnectionId(PSObject item) => SafeText.Cell(SafeSendConnectionId(item));

    /// <summary>The stream for a table.</summary>
    public static string ShortRid(PSObject item) => SafeText.Cell(SafeRid(item));

    /// <summary>The session's name for a table.</summary>
    public static string ShortServer(PSObject item) => SafeText.Cell(SafeServer(item));

    /// <summary>The operation that a simulator was asked for for a table.</summary>
    public static string ShortTarget(PSObject item) => SafeText.Cell(SafeTarget(item));

    /// <summary>What Get-Error takes for an empty value, and leaves out.</summary>
    public static int QuietCount(PSObject item) => 0;

    private static string SafeJson(object? value) => SafeView.Show(value);
}
