using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Reports;

/// <summary>
/// Reads connections, and rows that once were connections: from Import-Csv, Import-Clixml, ConvertFrom-Json, or with the names of the API.
/// A row that was kept has the age it had then, and the report is about then; a CSV file writes dates as its machine does, so the raw number
/// goes before them.
/// </summary>
internal sealed class ReportRowReader(DateTime now)
{
    private static readonly string[] OfAChange = { "Change", "ChangedProperty" };

    /// <summary>The connection; null for anything else.</summary>
    public ReportRow? Read(object? given) => given.Unwrap() switch
    {
        SoraConnection live => new ReportRow(
            live.Server, live.ChannelId, live.ClientId, live.ConnectionId, live.Role, live.VideoCodecType, live.AudioCodecType, live.GetCreatedUtc(), Known(now - live.GetCreatedUtc()), now, live.GetCreatedUtc()),
        null or string => null,
        _ => Read(PSObject.AsPSObject(given)),
    };

    private ReportRow? Read(PSObject row)
    {
        string? channel = Text(row, "ChannelId", "channel_id");
        string? client = Text(row, "ClientId", "client_id");
        string? connection = Text(row, "ConnectionId", "connection_id");
        string? role = Text(row, "Role");
        // Who came and went is no list of who is there.
        bool isChange = Array.TrueForAll(OfAChange, name => row.Properties[name] is not null);
        if (channel is null || client is null || connection is null || role is null || isChange)
        {
            return null;
        }

        var created = Created(row);
        var kept = Known(Age(row));
        return new ReportRow(
            Text(row, "Server"),
            channel,
            client,
            connection,
            role,
            Text(row, "VideoCodecType") ?? Codec(row, "video"),
            Text(row, "AudioCodecType") ?? Codec(row, "audio"),
            created,
            kept ?? Known(now - created),
            kept is null ? now : Sum(created, kept.Value),
            created ?? Before(kept));
    }

    private DateTime? Before(TimeSpan? age) => age < now - DateTime.MinValue ? now - age : null;

    /// <summary>Two clocks never agree: what is younger than nothing was made just now.</summary>
    private static TimeSpan? Known(TimeSpan? age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;

    private static DateTime? Sum(DateTime? created, TimeSpan age) => created is { } start && age < DateTime.MaxValue - start ? start + age : null;

    private static DateTime? Created(PSObject row)
    {
        string? raw = Text(row, "CreatedTime", "created_time");
        if (long.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && CreatedTime.ToUtc(microseconds) is { } time)
        {
            return time;
        }

        return Value(row, "CreatedAt", "created_timestamp").Unwrap() switch
        {
            DateTime date => date.ToUniversalTime(),
            DateTimeOffset date => date.UtcDateTime,
            string text => Date(text),
            _ => null,
        };
    }

    private static DateTime? Date(string text)
    {
        const DateTimeStyles Local = DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal;
        bool isIso = text.Length > 4 && text[4] == '-';
        return DateTime.TryParse(text, isIso ? CultureInfo.InvariantCulture : CultureInfo.CurrentCulture, Local, out var date)
            || DateTime.TryParse(text, CultureInfo.InvariantCulture, Local, out date) ? date : null;
    }

    /// <summary>From CSV a text, from JSON an object with its parts.</summary>
    private static TimeSpan? Age(PSObject row)
    {
        object? age = Value(row, "Age");
        return age.Unwrap() switch
        {
            TimeSpan span => span,
            string text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null,
            _ when age is PSObject parts && long.TryParse(Text(parts, "Ticks"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ticks) => new TimeSpan(ticks),
            _ => null,
        };
    }

    private static string? Codec(PSObject row, string media) => Value(row, media) is PSObject parts ? Text(parts, "codec_type") : null;

    /// <summary>The first of the properties that holds a text, or a number that a JSON file holds in its place.</summary>
    private static string? Text(PSObject row, params string[] names) => Value(row, names).Unwrap() switch
    {
        string { Length: > 0 } text => text,
        IFormattable number and (int or long or double or decimal or System.Numerics.BigInteger) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? Value(PSObject row, params string[] names)
    {
        foreach (string name in names)
        {
            try
            {
                if (row.Properties[name]?.Value is { } value)
                {
                    return value;
                }
            }
            catch (GetValueException)
            {
                // A property of somebody's own that fails.
            }
        }

        return null;
    }
}
