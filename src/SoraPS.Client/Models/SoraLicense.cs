using System.Globalization;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of GetLicense (documentation: API_LICENSE, A).</summary>
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

    /// <summary>The kind of licence.</summary>
    [JsonPropertyName("type")]
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>How many connections there may be at once.</summary>
    [JsonPropertyName("max_connections")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? MaxConnections { get; internal set; }

    /// <summary>How many nodes a cluster may have; null where the server does not say (B).</summary>
    [JsonPropertyName("max_nodes")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? MaxNodes { get; internal set; }

    /// <summary>The month at whose end it expires, as the server writes it: <c>2026-12</c>.</summary>
    [JsonPropertyName("expired_at")]
    [JsonInclude]
    public string? ExpiredAt { get; internal set; }

    /// <summary>The last moment of that month in UTC (sora_exporter, B), in local time; null for what is no month.</summary>
    [JsonIgnore]
    public DateTime? ExpiresAt =>
        DateTime.TryParseExact(ExpiredAt, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var month)
            ? month.AddDays(DateTime.DaysInMonth(month.Year, month.Month) - 1).AddTicks(TimeSpan.TicksPerDay - 1).ToLocalTime()
            : null;

    internal override bool IsAnswer => ExpiredAt is not null || SerialCode is not null;

    /// <summary>The product, the serial code and the month.</summary>
    public override string ToString() => string.Join(" ", new[] { ProductName, SerialCode, ExpiredAt }.Where(text => text is not null).Select(text => SafeText.ForDisplay(text)));
}
