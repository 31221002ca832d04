namespace SoraPS.Reports;

/// <summary>Writes the sections of a report: the charts, the table of channels, and the table of the oldest connections.</summary>
internal sealed class ReportContent(ReportStatistics statistics, TextWriter output, CancellationToken cancellationToken)
{
    private const int MaximumChannelBars = 20;
    private const int MaximumChannelRows = 1000;

    // CSS classes: of bars in the one colour, and of those of what has no colour of its own.
    private const string PlainClass = "one";
    private const string OtherClass = "other";

    private readonly HtmlTableWriter _tables = new(output, cancellationToken);
    private readonly bool _hasSeveralServers = statistics.Servers.DistinctCount > 1;

    public void Write()
    {
        if (statistics.ConnectionCount == 0)
        {
            output.Write($"<p class=\"card nobody\">{HtmlText.Encode(Messages.ReportNobody)}</p>\n");
            return;
        }

        var channels = statistics.OrderChannelsBySize();
        WriteCharts();
        WriteChannelChart(channels);
        WriteChannelTable(channels);
        new ConnectionTable(statistics, output, cancellationToken).Write(Messages.ReportConnectionsOldestFirst, _hasSeveralServers, string.Empty);
    }

    private void WriteCharts()
    {
        output.Write("<div class=\"charts\">\n");
        WriteChart("roles", Messages.ReportPerRole, Messages.ReportRole, CreateRoleBars());
        WriteChart("ages", Messages.ReportPerAge, Messages.ReportAge, CreateAgeBars());
        WriteChart("video-codecs", Messages.ReportPerVideoCodec, Messages.ReportVideoCodec, CreateBars(statistics.VideoCodecs));
        WriteChart("audio-codecs", Messages.ReportPerAudioCodec, Messages.ReportAudioCodec, CreateBars(statistics.AudioCodecs));
        if (_hasSeveralServers)
        {
            WriteChart("per-server", Messages.ReportPerServer, Messages.ReportServer, CreateBars(statistics.Servers));
        }

        output.Write("</div>\n");
    }

    private void WriteChart(string id, string heading, string noun, IEnumerable<Bar> bars) =>
        _tables.WriteSection(id, heading, string.Empty, () => _tables.WriteBarChart(id, noun, statistics.ConnectionCount, bars.ToList()));

    private static IEnumerable<Bar> CreateBars(ValueCounter values) => BarChart.CreateBars(values, Array.Empty<string>(), PlainClass);

    /// <summary>A bar for each known role, also where no connection has it, in the colour that the role has in the channels; then the other roles.</summary>
    private IEnumerable<Bar> CreateRoleBars() => ReportStatistics.KnownRoles
        .Select(role => BarChart.CreateBar(HtmlText.FormatId(role), statistics.Roles[role], role))
        .Concat(BarChart.CreateBars(statistics.Roles, ReportStatistics.KnownRoles, OtherClass));

    private IEnumerable<Bar> CreateAgeBars()
    {
        var bars = ReportStatistics.AgeGroups.Select((group, i) =>
            BarChart.CreateBar(HtmlText.Encode(Messages.ResourceManager.GetString(group.Label, Messages.Culture)!), statistics.AgeCounts[i], PlainClass));
        return statistics.UnknownAgeCount == 0 ? bars : bars.Append(BarChart.CreateBar(HtmlText.FormatMuted(Messages.ReportNotKnown), statistics.UnknownAgeCount, OtherClass));
    }

    private void WriteChannelChart(List<ChannelStatistics> channels)
    {
        var bars = channels.Take(MaximumChannelBars).Select(channel => new Bar(FormatChannel(channel), channel.ConnectionCount, CreateParts(channel))).ToList();
        if (channels.Count > MaximumChannelBars)
        {
            bars.Add(BarChart.CreateRemainder(channels.Skip(MaximumChannelBars).Select(channel => channel.ConnectionCount).ToList()));
        }

        _tables.WriteSection("per-channel", Messages.ReportPerChannel, "full", () =>
        {
            WriteLegend(HasOtherRoles(channels));
            _tables.WriteBarChart("per-channel", Messages.ReportChannel, statistics.ConnectionCount, bars);
        });
    }

    private string FormatChannel(ChannelStatistics channel)
    {
        string id = HtmlText.FormatId(channel.Channel);
        return _hasSeveralServers ? id + " <span class=\"muted\">" + HtmlText.FormatServer(channel.Server) + "</span>" : id;
    }

    private static List<(string Class, string Name, int Count)> CreateParts(ChannelStatistics channel) => channel.RoleCounts
        .Select((count, i) => i < ReportStatistics.KnownRoles.Count ? (ReportStatistics.KnownRoles[i], ReportStatistics.KnownRoles[i], count) : (OtherClass, Messages.ReportOtherRoles, count)).ToList();

    private void WriteLegend(bool hasOtherRoles)
    {
        output.Write("<ul class=\"legend\">");
        var entries = ReportStatistics.KnownRoles.Select(role => (Class: role, Name: role)).ToList();
        if (hasOtherRoles)
        {
            entries.Add((OtherClass, Messages.ReportOtherRoles));
        }

        foreach (var entry in entries)
        {
            output.Write($"<li><svg aria-hidden=\"true\"><rect class=\"{entry.Class}\" width=\"100%\" height=\"100%\" rx=\"2\"/></svg>{HtmlText.Encode(entry.Name)}</li>");
        }

        output.Write("</ul>\n");
    }

    private void WriteChannelTable(List<ChannelStatistics> channels)
    {
        var columns = new List<HtmlTableColumn<ChannelStatistics>>
        {
            new(Messages.ReportChannel, "id", channel => HtmlText.FormatId(channel.Channel)) { IsRowHeader = true },
            new(Messages.ReportConnections, "n", channel => HtmlText.FormatCount(channel.ConnectionCount)),
        };
        columns.AddRange(ReportStatistics.KnownRoles.Select((role, i) => new HtmlTableColumn<ChannelStatistics>(role, "n", channel => HtmlText.FormatCount(channel.RoleCounts[i]))));
        if (HasOtherRoles(channels))
        {
            columns.Add(new(Messages.ReportOtherRoles, "n", channel => HtmlText.FormatCount(channel.RoleCounts[ReportStatistics.KnownRoles.Count])));
        }

        columns.Add(new(Messages.ReportClients, "n", channel => HtmlText.FormatCount(channel.Clients.Count)));
        columns.Add(new(Messages.ReportOldest, "n", channel => HtmlText.FormatAge(channel.OldestAge)));
        columns.Add(new(Messages.ReportNewest, "n", channel => HtmlText.FormatAge(channel.NewestAge)));
        if (_hasSeveralServers)
        {
            columns.Add(new(Messages.ReportServer, "id", channel => HtmlText.FormatServer(channel.Server)));
        }

        _tables.WriteSection("channels", Messages.ReportChannels, string.Empty, () =>
        {
            _tables.WriteOmittedCount(Messages.ReportChannelsLeftOut, MaximumChannelRows, channels.Count);
            _tables.WriteList("channels", columns, channels.Take(MaximumChannelRows));
        });
    }

    private static bool HasOtherRoles(List<ChannelStatistics> channels) => channels.Exists(channel => channel.RoleCounts[ReportStatistics.KnownRoles.Count] > 0);
}
