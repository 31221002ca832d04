using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SoraPS.Output;

namespace SoraPS.Reports;

/// <summary>
/// Fills Page.html in. A name in double braces is one of the parts below, else a text of the resources. The page refers to nothing outside
/// itself, and its policy forbids everything but the one style sheet that it brings.
/// </summary>
internal sealed class ReportPage
{
    private const int MostChannelBars = 20;
    private const int MostChannelRows = 1000;
    private const int MostServers = 20;
    private static readonly Regex Placeholder = new(@"\{\{(\w+)\}\}");
    private static readonly TimeSpan OneList = TimeSpan.FromMinutes(1);

    private readonly Census _census;
    private readonly TextWriter _output;
    private readonly ReportTables _tables;
    private readonly bool _severalServers;
    private readonly Dictionary<string, Func<string>> _parts;

    public ReportPage(Census census, string title, DateTime made, TextWriter output, CancellationToken ended)
    {
        _census = census;
        _output = output;
        _tables = new ReportTables(output, ended);
        _severalServers = census.Servers.Distinct > 1;
        string style = Resource("Page.css");
        string safeTitle = Markup.Escape(SafeText.ForDisplay(title));
        _parts = new()
        {
            ["Policy"] = () => $"default-src 'none'; style-src '{Hash(style)}'; base-uri 'none'; form-action 'none'",
            ["Style"] = () => style,
            ["PlainTitle"] = () => safeTitle,
            ["Title"] = () => $"<bdi>{safeTitle}</bdi>",
            ["Made"] = () => Markup.BothTimes(made),
            ["AgesAsOf"] = () => AgesAsOf(made),
            ["Servers"] = Servers,
            ["ConnectionTotal"] = () => Markup.Count(census.Connections),
            ["ChannelTotal"] = () => Markup.Count(census.Channels),
            ["ClientTotal"] = () => Markup.Count(census.Clients),
        };
    }

    public void Write()
    {
        string[] texts = Placeholder.Split(Resource("Page.html"));
        for (int i = 0; i < texts.Length; i++)
        {
            // What the pattern has caught stands between what it has not.
            if (i % 2 == 1)
            {
                Fill(texts[i]);
            }
            else
            {
                _output.Write(texts[i]);
            }
        }
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(typeof(ReportPage), name)!);
        // A browser reads line ends so before it compares the hash.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string Hash(string style)
    {
        using var algorithm = SHA256.Create();
#pragma warning disable CA1850 // HashData is not in both target frameworks.
        return "sha256-" + Convert.ToBase64String(algorithm.ComputeHash(Encoding.UTF8.GetBytes(style)));
#pragma warning restore CA1850
    }

    private static string Age(TimeSpan? age) => age is null ? Markup.Muted(Messages.ReportNotKnown) : DisplayText.FormatDuration(age);

    private static bool HasOtherRoles(List<ChannelCensus> channels) => channels.Exists(channel => channel.Roles[Census.KnownRoles.Count] > 0);

    private static string OrNone(string? text) => string.IsNullOrEmpty(text) ? Markup.Muted("\u2013") : Markup.Id(text);

    private static string Server(string? server) => string.IsNullOrEmpty(server) ? Markup.Muted(Messages.ReportNotKnown) : Markup.Id(server);

    private void Fill(string name)
    {
        if (name == "Content")
        {
            WriteContent();
        }
        else
        {
            _output.Write(_parts.TryGetValue(name, out var part) ? part() : Markup.Escape(Messages.ResourceManager.GetString(name, Messages.Culture)!));
        }
    }

    /// <summary>Said where the page is about another time than that of its making.</summary>
    private string AgesAsOf(DateTime made)
    {
        if (_census.Listed is not { } listed || made - listed.First < OneList)
        {
            return string.Empty;
        }

        string first = Markup.BothTimes(listed.First);
        string times = listed.Last - listed.First < OneList ? first : first + " \u2013 " + Markup.BothTimes(listed.Last);
        return $"<div><dt>{Markup.Escape(Messages.ReportAgesAsOf)}</dt><dd id=\"ages-as-of\">{times}</dd></div>";
    }

    private string Servers()
    {
        var ranked = _census.Servers.Ranked().ToList();
        string names = string.Join(", ", ranked.Take(MostServers).Select(pair => Server(pair.Key)));
        return ranked.Count == 0 ? Markup.Muted(Messages.ReportNotKnown)
            : ranked.Count > MostServers ? names + ", " + ReportTables.Others(ranked.Skip(MostServers).Select(pair => pair.Value).ToList()).Label
            : names;
    }

    private void WriteContent()
    {
        if (_census.Connections == 0)
        {
            _output.Write($"<p class=\"card nobody\">{Markup.Escape(Messages.ReportNobody)}</p>\n");
            return;
        }

        var channels = _census.RankedChannels();
        _output.Write("<div class=\"charts\">\n");
        WriteChart("roles", Messages.ReportPerRole, Messages.ReportRole, RoleBars());
        WriteChart("ages", Messages.ReportPerAge, Messages.ReportAge, AgeBars());
        WriteChart("video-codecs", Messages.ReportPerVideoCodec, Messages.ReportVideoCodec, ReportTables.Tallied(_census.VideoCodecs, Array.Empty<string>(), "one"));
        WriteChart("audio-codecs", Messages.ReportPerAudioCodec, Messages.ReportAudioCodec, ReportTables.Tallied(_census.AudioCodecs, Array.Empty<string>(), "one"));
        if (_severalServers)
        {
            WriteChart("per-server", Messages.ReportPerServer, Messages.ReportServer, ReportTables.Tallied(_census.Servers, Array.Empty<string>(), "one"));
        }

        _output.Write("</div>\n");
        WriteChannelChart(channels);
        WriteChannels(channels);
        WriteConnections();
    }

    private void WriteChart(string id, string heading, string noun, IEnumerable<Bar> bars) =>
        _tables.Card(id, heading, string.Empty, () => _tables.Bars(id, noun, _census.Connections, bars.ToList()));

    /// <summary>The roles there are, also where nobody has them, each in the colour that it has in the channels.</summary>
    private IEnumerable<Bar> RoleBars() => Census.KnownRoles
        .Select(role => ReportTables.Single(Markup.Id(role), _census.Roles[role], role))
        .Concat(ReportTables.Tallied(_census.Roles, Census.KnownRoles, "other"));

    private IEnumerable<Bar> AgeBars()
    {
        var bars = Census.AgeGroups.Select((group, i) => ReportTables.Single(Markup.Escape(Messages.ResourceManager.GetString(group.Label, Messages.Culture)!), _census.Ages[i], "one"));
        return _census.AgesUnknown == 0 ? bars : bars.Append(ReportTables.Single(Markup.Muted(Messages.ReportNotKnown), _census.AgesUnknown, "other"));
    }

    private void WriteChannelChart(List<ChannelCensus> channels)
    {
        var bars = channels.Take(MostChannelBars).Select(channel => new Bar(ChannelLabel(channel), channel.Connections, Parts(channel))).ToList();
        if (channels.Count > MostChannelBars)
        {
            bars.Add(ReportTables.Others(channels.Skip(MostChannelBars).Select(channel => channel.Connections).ToList()));
        }

        _tables.Card("per-channel", Messages.ReportPerChannel, "full", () =>
        {
            WriteLegend(HasOtherRoles(channels));
            _tables.Bars("per-channel", Messages.ReportChannel, _census.Connections, bars);
        });
    }

    private string ChannelLabel(ChannelCensus channel) =>
        _severalServers ? Markup.Id(channel.Channel) + " <span class=\"muted\">" + Server(channel.Server) + "</span>" : Markup.Id(channel.Channel);

    private static List<(string Class, string Name, int Count)> Parts(ChannelCensus channel) => channel.Roles
        .Select((count, i) => i < Census.KnownRoles.Count ? (Census.KnownRoles[i], Census.KnownRoles[i], count) : ("other", Messages.ReportOtherRoles, count)).ToList();

    private void WriteLegend(bool withOthers)
    {
        _output.Write("<ul class=\"legend\">");
        var entries = Census.KnownRoles.Select(role => (Class: role, Name: role)).ToList();
        if (withOthers)
        {
            entries.Add(("other", Messages.ReportOtherRoles));
        }

        foreach (var entry in entries)
        {
            _output.Write($"<li><svg aria-hidden=\"true\"><rect class=\"{entry.Class}\" width=\"100%\" height=\"100%\" rx=\"2\"/></svg>{Markup.Escape(entry.Name)}</li>");
        }

        _output.Write("</ul>\n");
    }

    private void WriteChannels(List<ChannelCensus> channels)
    {
        var columns = new List<Column<ChannelCensus>>
        {
            new(Messages.ReportChannel, "id", channel => Markup.Id(channel.Channel)) { NamesRow = true },
            new(Messages.ReportConnections, "n", channel => Markup.Count(channel.Connections)),
        };
        columns.AddRange(Census.KnownRoles.Select((role, i) => new Column<ChannelCensus>(role, "n", channel => Markup.Count(channel.Roles[i]))));
        if (HasOtherRoles(channels))
        {
            columns.Add(new(Messages.ReportOtherRoles, "n", channel => Markup.Count(channel.Roles[Census.KnownRoles.Count])));
        }

        columns.Add(new(Messages.ReportClients, "n", channel => Markup.Count(channel.Clients.Count)));
        columns.Add(new(Messages.ReportOldest, "n", channel => Age(channel.Oldest)));
        columns.Add(new(Messages.ReportNewest, "n", channel => Age(channel.Newest)));
        if (_severalServers)
        {
            columns.Add(new(Messages.ReportServer, "id", channel => Server(channel.Server)));
        }

        _tables.Card("channels", Messages.ReportChannels, string.Empty, () =>
        {
            WriteLeftOut(Messages.ReportChannelsLeftOut, MostChannelRows, channels.Count);
            _tables.Table("channels", ReportTables.List, columns, channels.Take(MostChannelRows));
        });
    }

    private void WriteConnections()
    {
        var columns = new List<Column<ReportRow>>
        {
            new(Messages.ReportChannel, "id", row => Markup.Id(row.Channel)),
            new(Messages.ReportClient, "id", row => Markup.Id(row.Client)),
            new(Messages.ReportConnection, "id code", row => Markup.Id(row.Connection)) { NamesRow = true },
            new(Messages.ReportRole, string.Empty, row => Markup.Id(row.Role)),
            new(Messages.ReportVideo, string.Empty, row => OrNone(row.VideoCodec)),
            new(Messages.ReportAudio, string.Empty, row => OrNone(row.AudioCodec)),
            new(Messages.ReportAge, "n", row => Age(row.Age)),
            new(Messages.ReportCreated, "when", row => row.Created is { } created ? Markup.Time(created) : Markup.Muted(Messages.ReportNotKnown)),
        };
        if (_severalServers)
        {
            columns.Add(new(Messages.ReportServer, "id", row => Server(row.Server)));
        }

        _tables.Card("connections", Messages.ReportConnectionsOldestFirst, string.Empty, () =>
        {
            WriteLeftOut(Messages.ReportConnectionsLeftOut, Census.MostRows, _census.Connections);
            _tables.Table("connections", ReportTables.List, columns, _census.Rows);
        });
    }

    private void WriteLeftOut(string text, int shown, int all)
    {
        if (all > shown)
        {
            _output.Write($"<p class=\"muted\">{Markup.Escape(string.Format(Messages.Culture, text, Markup.Count(shown), Markup.Count(all), Markup.Count(all - shown)))}</p>\n");
        }
    }
}
