using System.Globalization;

namespace SoraPS;

/// <summary>
/// The answer of GetStatsReport: what one node has counted since it started (shape: sora_exporter, B). Everything depends on the release, and is null if the
/// server did not send it. What has no property (<c>erlang_vm</c>, <c>cluster_relay</c>, webhooks, bytes, …) is kept under its name in the API.
/// </summary>
public sealed class SoraServerStats : SoraStatistics
{
    internal static readonly StatisticsField<SoraServerStats>[] Fields =
    {
        StatisticsField<SoraServerStats>.Text("version", (stats, value) => stats.Version = value),
        StatisticsField<SoraServerStats>.Integer("average_duration_sec", (stats, value) => stats.AverageDurationSec = value),
        StatisticsField<SoraServerStats>.Integer("average_setup_time_msec", (stats, value) => stats.AverageSetupTimeMsec = value),
        StatisticsField<SoraServerStats>.Integer("total_connection_created", (stats, value) => stats.TotalConnectionCreated = value),
        StatisticsField<SoraServerStats>.Integer("total_connection_destroyed", (stats, value) => stats.TotalConnectionDestroyed = value),
        StatisticsField<SoraServerStats>.Integer("total_connection_updated", (stats, value) => stats.TotalConnectionUpdated = value),
        StatisticsField<SoraServerStats>.Integer("total_duration_sec", (stats, value) => stats.TotalDurationSec = value),
        StatisticsField<SoraServerStats>.Integer("total_failed_connections", (stats, value) => stats.TotalFailedConnections = value),
        StatisticsField<SoraServerStats>.Integer("total_ongoing_connections", (stats, value) => stats.TotalOngoingConnections = value),
        StatisticsField<SoraServerStats>.Integer("total_session_created", (stats, value) => stats.TotalSessionCreated = value),
        StatisticsField<SoraServerStats>.Integer("total_session_destroyed", (stats, value) => stats.TotalSessionDestroyed = value),
        StatisticsField<SoraServerStats>.Integer("total_successful_connections", (stats, value) => stats.TotalSuccessfulConnections = value),
        StatisticsField<SoraServerStats>.Integer("total_turn_tcp_connections", (stats, value) => stats.TotalTurnTcpConnections = value),
        StatisticsField<SoraServerStats>.Integer("total_turn_udp_connections", (stats, value) => stats.TotalTurnUdpConnections = value),
    };

    private const string ErrorPrefix = "error.";
    private const string FailedPrefix = "total_failed_";

    /// <summary>The version of Sora.</summary>
    public string? Version { get; private set; }

    /// <summary>How many connections there are.</summary>
    public long? TotalOngoingConnections { get; private set; }

    /// <summary>How many connections were made.</summary>
    public long? TotalSuccessfulConnections { get; private set; }

    /// <summary>How many connections failed.</summary>
    public long? TotalFailedConnections { get; private set; }

    /// <summary>How often connection.created happened.</summary>
    public long? TotalConnectionCreated { get; private set; }

    /// <summary>How often connection.updated happened.</summary>
    public long? TotalConnectionUpdated { get; private set; }

    /// <summary>How often connection.destroyed happened.</summary>
    public long? TotalConnectionDestroyed { get; private set; }

    /// <summary>How many sessions began.</summary>
    public long? TotalSessionCreated { get; private set; }

    /// <summary>How many sessions ended.</summary>
    public long? TotalSessionDestroyed { get; private set; }

    /// <summary>How many connections used TURN over UDP.</summary>
    public long? TotalTurnUdpConnections { get; private set; }

    /// <summary>How many connections used TURN over TCP.</summary>
    public long? TotalTurnTcpConnections { get; private set; }

    /// <summary>The seconds of all connections together.</summary>
    public long? TotalDurationSec { get; private set; }

    /// <summary>The average seconds of a connection.</summary>
    public long? AverageDurationSec { get; private set; }

    /// <summary>The average milliseconds until a connection was made.</summary>
    public long? AverageSetupTimeMsec { get; private set; }

    /// <summary>The counters of errors that are not zero, by name, the greatest first: those in <c>error</c>, and those whose names begin with <c>total_failed_</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> GetErrorCounters()
    {
        var fields = CreateFlat().GetUnknownFields().Append(new("total_failed_connections", TotalFailedConnections));
        return (from field in fields
                where field.Key.StartsWith(ErrorPrefix, StringComparison.Ordinal) || field.Key.StartsWith(FailedPrefix, StringComparison.Ordinal)
                let count = field.Value is int or long ? Convert.ToInt64(field.Value, CultureInfo.InvariantCulture) : 0
                where count > 0
                orderby count descending
                select new KeyValuePair<string, long>(field.Key.StartsWith(ErrorPrefix, StringComparison.Ordinal) ? field.Key.Substring(ErrorPrefix.Length) : field.Key, count)).ToList();
    }

    /// <summary>The version, and how many connections there are.</summary>
    public override string ToString() => string.Join(" ", new[] { SafeText.ForDisplay(Version), TotalOngoingConnections?.ToString(CultureInfo.InvariantCulture) }.Where(text => !string.IsNullOrEmpty(text)));

    private protected override void AddFields(SoraUnknownFields fields, bool isFlat) => AddFields(Fields, fields, isFlat);
}
