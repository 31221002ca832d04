using System.Management.Automation;
using SoraPS.Binding;
using static SoraPS.Reports.RecordProperties;

namespace SoraPS.Reports;

/// <summary>
/// Reads results of changes, and the rows that were exported from them. What has a time of an answer is the result of a change, unless it has what only
/// connections have. A time that cannot be read, as in a CSV file of another culture, is one too: such a row must not become a connection that is still there.
/// </summary>
internal static class ChangeReader
{
    private const string AtProperty = "At";
    private static readonly string[] PropertiesOfOthers = { "Age", "CreatedTime", "created_time", "created_timestamp", "ChangedProperty" };

    /// <summary>The change; null if the object is no result of a change.</summary>
    public static ReportedChange? Read(object? item)
    {
        if (item.Unwrap() is null or string or SoraConnection)
        {
            return null;
        }

        var row = PSObject.AsPSObject(item);
        return GetKind(row) is { } kind ? Create(row, kind) : null;
    }

    private static string? GetKind(PSObject row)
    {
        bool hasTime = GetValue(row, AtProperty) is { } at && at is not "" && !Array.Exists(PropertiesOfOthers, name => Has(row, name));
        return GetOwnTypeName(row) is { } type
            ? ChangeKind.IsChange(type) || (hasTime && (ChangeKind.IsKnown(type) || IsOwnType(row, nameof(SoraChangeAnswer)))) ? type : null
            : hasTime ? ChangeKind.FromColumns(row) : null;
    }

    private static ReportedChange Create(PSObject row, string kind)
    {
        string? rid = GetString(row, "Rid") ?? (GetString(row, "FocusRid") is { } focus ? focus + "/" + GetString(row, "UnfocusRid") : null);
        return new ReportedChange(
            GetTime(row, AtProperty),
            ChangeKind.Describe(kind, rid ?? GetState(row)) ?? kind,
            kind,
            GetString(row, "Server"),
            GetString(row, "ChannelId"),
            GetString(row, "ClientId"),
            GetString(row, "ConnectionId", "ReceiverConnectionId", "RecvConnectionId"),
            GetString(row, "Role"),
            GetTime(row, "CreatedAt"),
            GetDetail(row, rid));
    }

    /// <summary>What of several things was done that results of one type may say; null if it says none.</summary>
    private static string? GetState(PSObject row) =>
        GetString(row, "Change") ?? (GetValue(row, "Subscribed") ?? GetValue(row, "Streaming"))?.ToString() ?? (GetValue(row, "Fixed")?.ToString() is { Length: > 0 } isFixed ? isFixed : null);

    /// <summary>The stream and its sender, the filter, the recording, the session, the mode, the key of metadata, the licence, the spotlight number, or the nodes. Not the data of a push: like the metadata of connections, it may be confidential.</summary>
    private static string? GetDetail(PSObject row, string? rid)
    {
        string? sender = GetString(row, "SenderConnectionId", "SendConnectionId");
        string? other = GetString(row, "RecordingId", "SessionId", "Mode", "Key", "Name") ?? (GetValue(row, "NewLicense") ?? GetValue(row, "SpotlightNumber"))?.ToString() ?? GetNodes(row);
        var parts = new[] { rid, sender, other }.Where(part => part is not null).ToList();
        return parts.Count == 0 ? null : string.Join(" ", parts);
    }

    /// <summary>The nodes of a cluster, of which a file has a list.</summary>
    private static string? GetNodes(PSObject row) => (GetValue(row, nameof(SoraRegisteredClusterNode.ContactNodeName)) ?? GetValue(row, nameof(SoraClusterNode.NodeName))).Unwrap() switch
    {
        null => null,
        string name => name,
        System.Collections.IEnumerable names => string.Join(", ", names.Cast<object?>()),
        { } other => other.ToString(),
    };
}
