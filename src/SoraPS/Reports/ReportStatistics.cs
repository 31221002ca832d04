using System.Collections.ObjectModel;

namespace SoraPS.Reports;

/// <summary>What the page says about one channel of one server.</summary>
internal sealed class ChannelCensus(string? server, string channel)
{
    public string? Server { get; } = server;

    public string Channel { get; } = channel;

    public int Connections { get; private set; }

    /// <summary>In the order of <see cref="Census.KnownRoles"/>, then all others.</summary>
    public int[] Roles { get; } = new int[Census.KnownRoles.Count + 1];

    public HashSet<string> Clients { get; } = new(StringComparer.Ordinal);

    public TimeSpan? Oldest { get; private set; }

    public TimeSpan? Newest { get; private set; }

    public void Add(ReportRow row)
    {
        Connections++;
        int role = Census.KnownRoles.IndexOf(row.Role);
        Roles[role < 0 ? Roles.Length - 1 : role]++;
        Clients.Add(row.Client);
        Oldest = row.Age < Oldest ? Oldest : row.Age ?? Oldest;
        Newest = row.Age > Newest ? Newest : row.Age ?? Newest;
    }
}

/// <summary>
/// Counts connections while they pass. Nothing is kept of most of them but their client id: a list may be long, and the page names the
/// oldest only.
/// </summary>
internal sealed class Census
{
    public const int MostRows = 5000;

    public static readonly ReadOnlyCollection<string> KnownRoles = new(new[] { "sendrecv", "sendonly", "recvonly" });

    /// <summary>The ages that are told apart: a label of the resources, and where the age begins.</summary>
    public static readonly IReadOnlyList<(string Label, TimeSpan From)> AgeGroups = new[]
    {
        (nameof(Messages.ReportAgeUnder1Min), TimeSpan.Zero),
        (nameof(Messages.ReportAge1To10Min), TimeSpan.FromMinutes(1)),
        (nameof(Messages.ReportAge10To60Min), TimeSpan.FromMinutes(10)),
        (nameof(Messages.ReportAge1To6Hours), TimeSpan.FromHours(1)),
        (nameof(Messages.ReportAge6To24Hours), TimeSpan.FromHours(6)),
        (nameof(Messages.ReportAge24Hours), TimeSpan.FromHours(24)),
    };

    private readonly Dictionary<(string? Server, string Channel), ChannelCensus> _channels = new();
    private readonly SortedSet<(ReportRow Row, int Number)> _oldest = new(new OldestFirst());

    public int Connections { get; private set; }

    public Tally Servers { get; } = new();

    public Tally Roles { get; } = new();

    public Tally VideoCodecs { get; } = new();

    public Tally AudioCodecs { get; } = new();

    public int[] Ages { get; } = new int[AgeGroups.Count];

    public int AgesUnknown { get; private set; }

    /// <summary>From when to when the ages are counted.</summary>
    public (DateTime First, DateTime Last)? Listed { get; private set; }

    public int Channels => _channels.Count;

    /// <summary>The ids that differ; one client may be in several channels.</summary>
    public int Clients => _channels.Values.SelectMany(channel => channel.Clients).Distinct(StringComparer.Ordinal).Count();

    public IEnumerable<ReportRow> Rows => _oldest.Select(entry => entry.Row);

    /// <summary>The fullest first.</summary>
    public List<ChannelCensus> RankedChannels() => _channels.Values
        .OrderByDescending(channel => channel.Connections)
        .ThenBy(channel => channel.Channel, StringComparer.Ordinal)
        .ThenBy(channel => channel.Server, StringComparer.Ordinal)
        .ToList();

    public void Add(ReportRow row)
    {
        Connections++;
        Servers.Add(row.Server);
        Roles.Add(row.Role);
        VideoCodecs.Add(row.VideoCodec);
        AudioCodecs.Add(row.AudioCodec);
        AddAge(row.Age);
        if (row.Listed is { } listed)
        {
            Listed = Listed is { } known ? (Earlier(known.First, listed), Later(known.Last, listed)) : (listed, listed);
        }

        if (!_channels.TryGetValue((row.Server, row.Channel), out var channel))
        {
            _channels.Add((row.Server, row.Channel), channel = new ChannelCensus(row.Server, row.Channel));
        }

        channel.Add(row);
        _oldest.Add((row, Connections));
        if (_oldest.Count > MostRows)
        {
            _oldest.Remove(_oldest.Max);
        }
    }

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private void AddAge(TimeSpan? age)
    {
        if (age is not { } known)
        {
            AgesUnknown++;
            return;
        }

        int group = AgeGroups.Count - 1;
        while (group > 0 && known < AgeGroups[group].From)
        {
            group--;
        }

        Ages[group]++;
    }

    /// <summary>Those of unknown age last; in the same order whatever server answered first.</summary>
    private sealed class OldestFirst : IComparer<(ReportRow Row, int Number)>
    {
        public int Compare((ReportRow Row, int Number) x, (ReportRow Row, int Number) y)
        {
            int order = (x.Row.Began ?? DateTime.MaxValue).CompareTo(y.Row.Began ?? DateTime.MaxValue);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Channel, y.Row.Channel);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Client, y.Row.Client);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Connection, y.Row.Connection);
            order = order != 0 ? order : string.CompareOrdinal(x.Row.Server, y.Row.Server);
            return order != 0 ? order : x.Number.CompareTo(y.Number);
        }
    }
}
