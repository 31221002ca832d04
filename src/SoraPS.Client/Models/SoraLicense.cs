using System.Globalization;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>A licence: the answer of GetLicense, and a part of that of UpdateLicense (documentation: API_LICENSE, A).</summary>
public sealed class SoraLicense : SoraAnswer
{
    /// <summary>The name of the product.</summary>
    [JsonPropertyName("product_name")]
    [JsonInclude]
    public string? ProductName { get; internal set; }

    /// <summary>The serial code.</summary>
    [JsonPropertyName("serial_code")]
    [JsonInclude]
    public string? SerialCode { get; internal set; }

    /// <summary>The type of the licence.</summary>
    [JsonPropertyName("type")]
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>The maximum number of simultaneous connections.</summary>
    [JsonPropertyName("max_connections")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? MaxConnections { get; internal set; }

    /// <summary>The maximum number of nodes in a cluster; null if the server does not send it (B).</summary>
    [JsonPropertyName("max_nodes")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? MaxNodes { get; internal set; }

    /// <summary>The last month in which it is valid, as the server sends it: <c>2026-12</c>.</summary>
    [JsonPropertyName("expired_at")]
    [JsonInclude]
    public string? ExpiredAt { get; internal set; }

    /// <summary>When it expires, in local time: the end of that month in UTC (sora_exporter, B). Null if <see cref="ExpiredAt"/> is no month.</summary>
    [JsonIgnore]
    public DateTime? ExpiresAt => ExpiresAtUtc?.ToLocalTime();

    /// <summary>The whole days that are left until the end of that month in UTC: 0 on the last day, negative after it. Null if <see cref="ExpiredAt"/> is no month.</summary>
    [JsonIgnore]
    public int? DaysLeft => ExpiresAtUtc is { } end ? (int)Math.Floor((end - DateTime.UtcNow).TotalDays) : null;

    internal override bool IsAnswer => ExpiredAt is not null || SerialCode is not null;

    private DateTime? ExpiresAtUtc =>
        DateTime.TryParseExact(ExpiredAt, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var month)
            ? month.AddDays(DateTime.DaysInMonth(month.Year, month.Month) - 1).AddTicks(TimeSpan.TicksPerDay - 1)
            : null;

    /// <summary>The product, the serial code and the last month, and how much it allows: <c>Sora SAMPLE 2026-12, 500 connections, 10 nodes</c>.</summary>
    public override string ToString()
    {
        string name = string.Join(" ", new[] { ProductName, SerialCode, ExpiredAt }.Where(text => text is not null).Select(text => SafeText.ForDisplay(text)));
        return string.Join(", ", new[] { name, Count(MaxConnections, "connections"), Count(MaxNodes, "nodes") }.Where(text => text.Length > 0));
    }

    private static string Count(long? count, string what) => count is { } known ? known.ToString(CultureInfo.InvariantCulture) + " " + what : string.Empty;
}
