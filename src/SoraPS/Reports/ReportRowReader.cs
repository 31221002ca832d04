using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;
using static SoraPS.Reports.RecordProperties;

namespace SoraPS.Reports;

/// <summary>
/// Reads connections, and rows that were exported from connections: from Import-Csv, Import-Clixml or ConvertFrom-Json, with our property names or with the
/// API's. An exported row keeps the age that it had then, and the report is about that time.
/// </summary>
internal sealed class ReportRowReader(DateTime utcNow)
{
    private static readonly string[] PropertiesOfChanges = { "Change", "ChangedProperty" };

    /// <summary>The row of a report; null if the object is no connection.</summary>
    public ReportRow? Read(object? item) => item.Unwrap() switch
    {
        SoraConnection connection => FromConnection(connection),
        null or string => null,
        _ => FromProperties(PSObject.AsPSObject(item)),
    };

    private ReportRow FromConnection(SoraConnection connection)
    {
        var created = connection.GetCreatedUtc();
        return new ReportRow(
            connection.Server,
            connection.ChannelId,
            connection.ClientId,
            connection.ConnectionId,
            connection.Role,
            connection.VideoCodecType,
            connection.AudioCodecType,
            created,
            ZeroIfNegative(utcNow - created),
            utcNow,
            created);
    }

    private ReportRow? FromProperties(PSObject row)
    {
        string? channel = GetString(row, "ChannelId", "channel_id");
        string? client = GetString(row, "ClientId", "client_id");
        string? connection = GetString(row, "ConnectionId", "connection_id");
        string? role = GetString(row, "Role");
        // Changes of connections have the same ids, but do not say which connections there are.
        bool isChange = Array.TrueForAll(PropertiesOfChanges, name => row.Properties[name] is not null);
        if (channel is null || client is null || connection is null || role is null || isChange)
        {
            return null;
        }

        var created = GetCreated(row);
        var exportedAge = ZeroIfNegative(GetAge(row));
        return new ReportRow(
            GetString(row, "Server"),
            channel,
            client,
            connection,
            role,
            GetString(row, "VideoCodecType") ?? GetCodec(row, "video"),
            GetString(row, "AudioCodecType") ?? GetCodec(row, "audio"),
            created,
            exportedAge ?? ZeroIfNegative(utcNow - created),
            exportedAge is null ? utcNow : AddOrNull(created, exportedAge.Value),
            created ?? SubtractFromNow(exportedAge));
    }

    private DateTime? SubtractFromNow(TimeSpan? age) => age < utcNow - DateTime.MinValue ? utcNow - age : null;

    private static DateTime? AddOrNull(DateTime? created, TimeSpan age) => created is { } start && age < DateTime.MaxValue - start ? start + age : null;

    /// <summary>An age is negative where the server's clock is ahead of ours.</summary>
    private static TimeSpan? ZeroIfNegative(TimeSpan? age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;

    /// <summary>The age: a string in rows from CSV, an object with the property <c>Ticks</c> in those from JSON.</summary>
    private static TimeSpan? GetAge(PSObject row)
    {
        object? age = GetValue(row, "Age");
        return age.Unwrap() switch
        {
            TimeSpan span => span,
            string text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null,
            _ when age is PSObject parts && long.TryParse(GetString(parts, "Ticks"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ticks) => new TimeSpan(ticks),
            _ => null,
        };
    }

    private static string? GetCodec(PSObject row, string media) => GetValue(row, media) is PSObject parts ? GetString(parts, "codec_type") : null;
}
