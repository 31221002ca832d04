using System.Collections.ObjectModel;

namespace SoraPS.Reports;

/// <summary>
/// The numbers of a report, counted while connections pass. A list of connections may be long, so only the oldest <see cref="MaximumRows"/> rows are kept
/// in memory; of the others the counts and the client ids remain.
/// </summary>
internal sealed class ReportStatistics
{
    public const int MaximumRows = 5000;

    public static readonly ReadOnlyCollection<string> KnownRoles = new(new[] { "sendrecv", "sendonly", "recvonly" });

    /// <summary>The groups of ages: the name of a resource text, and the age with which the group begins.</summary>
    public static readonly IReadOnlyList<(string Label, TimeSpan From)> AgeGroups = new[]
    {
        (nameof(Messages.ReportAgeUnder1Min), TimeSpan.Zero),
        (nameof(Messages.ReportAge1To10Min), TimeSpan.FromMinutes(1)),
        (nameof(Messages.ReportAge10To60Min), TimeSpan.FromMinutes(10)),
        (nameof(Messages.ReportAge1To6Hours), TimeSpan.FromHours(1)),
        (nameof(Messages.ReportAge6To24Hours), TimeSpan.FromHours(6)),
        (nameof(Messages.ReportAge24Hours), TimeSpan.FromHours(24)),
    };

    private readonly Dictionary<(string? Server, string Channel), ChannelStatistics> _channels = new();
    private readonly SortedSet<(ReportRow Row, int Number)> _oldest = new(new OldestFirstComparer());

    public int ConnectionCount { get; private set; }

    public int ChannelCount => _channels.Count;

    /// <summary>How many different client ids there are. One client may be in several channels.</summary>
    public int ClientCount => _channels.Values.SelectMany(channel => channel.Clients).Distinct(StringComparer.Ordinal).Count();

    public ValueCounter Servers { get; } = new();

    public ValueCounter Roles { get; } = new();

    public ValueCounter VideoCodecs { get; } = new();

    public ValueCounter AudioCodecs { get; } = new();

    /// <summary>How many connections are in each of the <see cref="AgeGroups"/>.</summary>
    public int[] AgeCounts { get; } = new int[AgeGroups.Count];

    public int UnknownAgeCount { get; private set; }

    /// <summary>The earliest and the latest of the instants at which the ages were measured, in UTC; null if none is known.</summary>
    public (DateTime First, DateTime Last)? AgesMeasured { get; private set; }

    /// <summary>The oldest connections, the oldest first.</summary>
    public IEnumerable<ReportRow> OldestRows => _oldest.Select(entry => entry.Row);

    /// <summary>The channels, that with the most connections first.</summary>
    public List<ChannelStatistics> OrderChannelsBySize() => _channels.Values
        .OrderByDescending(channel => channel.ConnectionCount)
        .ThenBy(channel => channel.Channel, StringComparer.Ordinal)
        .ThenBy(channel => channel.Server, StringComparer.Ordinal)
        .ToList();

    public void Add(ReportRow row)
    {
        ConnectionCount++;
        Servers.Add(row.Server);
        Roles.Add(row.Role);
        VideoCodecs.Add(row.VideoCodec);
        AudioCodecs.Add(row.AudioCodec);
        AddAge(row.Age, row.AgeMeasured);
        if (!_channels.TryGetValue((row.Server, row.Channel), out var channel))
        {
            _channels.Add((row.Server, row.Channel), channel = new ChannelStatistics(row.Server, row.Channel));
        }

        channel.Add(row);
        _oldest.Add((row, ConnectionCount));
        if (_oldest.Count > MaximumRows)
        {
            _oldest.Remove(_oldest.Max);
        }
    }

    private void AddAge(TimeSpan? age, DateTime? measured)
    {
        if (measured is { } time)
        {
            AgesMeasured = AgesMeasured is { } range ? (Earlier(range.First, time), Later(range.Last, time)) : (time, time);
        }

        if (age is not { } known)
        {
            UnknownAgeCount++;
            return;
        }

        int group = AgeGroups.Count - 1;
        while (group > 0 && known < AgeGroups[group].From)
        {
            group--;
        }

        AgeCounts[group]++;
    }

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    /// <summary>
    /// Connections of unknown age come last. Equal start times are ordered by the ids, so that the order does not depend on which server answered first;
    /// the number, which is unique, keeps equal rows apart.
    /// </summary>
    private sealed class OldestFirstComparer : IComparer<(ReportRow Row, int Number)>
    {
        public int Compare((ReportRow Row, int Number) x, (ReportRow Row, int Number) y)
        {
            int order = (x.Row.Started ?? DateTime.MaxValue).CompareTo(y.Row.Started ?? DateTime.MaxValue);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Channel, y.Row.Channel);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Client, y.Row.Client);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Connection, y.Row.Connection);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Server, y.Row.Server);
            return order != 0 ? order : x.Number.CompareTo(y.Number);
        }
    }
}
