namespace SoraPS.Reports;

/// <summary>What a report says about one channel of one server.</summary>
internal sealed class ChannelStatistics(string? server, string channel)
{
    public string? Server { get; } = server;

    public string Channel { get; } = channel;

    public int ConnectionCount { get; private set; }

    /// <summary>How many connections have each role, in the order of <see cref="ReportStatistics.KnownRoles"/>; the last number is that of all other roles.</summary>
    public int[] RoleCounts { get; } = new int[ReportStatistics.KnownRoles.Count + 1];

    public HashSet<string> Clients { get; } = new(StringComparer.Ordinal);

    public TimeSpan? OldestAge { get; private set; }

    public TimeSpan? NewestAge { get; private set; }

    public void Add(ReportRow row)
    {
        ConnectionCount++;
        int role = ReportStatistics.KnownRoles.IndexOf(row.Role);
        RoleCounts[role < 0 ? RoleCounts.Length - 1 : role]++;
        Clients.Add(row.Client);
        OldestAge = row.Age < OldestAge ? OldestAge : row.Age ?? OldestAge;
        NewestAge = row.Age > NewestAge ? NewestAge : row.Age ?? NewestAge;
    }
}
