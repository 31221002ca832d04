using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Reports;

/// <summary>
/// Writes the HTML page of a report from the template Page.html. A name in double braces stands for one of the values below, or for a text of the
/// resources. The page loads nothing from elsewhere, and its Content Security Policy allows only its own style sheet.
/// </summary>
internal sealed class ReportPage
{
    private const int MaximumServers = 20;
    private static readonly Regex Placeholder = new(@"\{\{(\w+)\}\}");

    // Ages that were measured within this time of each other are those of one list.
    private static readonly TimeSpan ListTime = TimeSpan.FromMinutes(1);

    private readonly ReportStatistics _statistics;
    private readonly TextWriter _output;
    private readonly ReportContent _content;
    private readonly Dictionary<string, Func<string>> _values;

    /// <param name="statistics">The numbers.</param>
    /// <param name="title">The title.</param>
    /// <param name="made">When the report is made, in UTC.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public ReportPage(ReportStatistics statistics, string title, DateTime made, TextWriter output, CancellationToken cancellationToken)
    {
        _statistics = statistics;
        _output = output;
        _content = new ReportContent(statistics, output, cancellationToken);
        string style = ReadResource("Page.css");
        string safeTitle = HtmlText.Encode(SafeText.ForDisplay(title));
        _values = new()
        {
            ["Policy"] = () => $"default-src 'none'; style-src '{ComputeHash(style)}'; base-uri 'none'; form-action 'none'",
            ["Style"] = () => style,
            ["PlainTitle"] = () => safeTitle,
            ["Title"] = () => $"<bdi>{safeTitle}</bdi>",
            ["Made"] = () => HtmlText.FormatTimeWithUtc(made),
            ["AgesAsOf"] = () => FormatAgesMeasured(made),
            ["Servers"] = FormatServers,
            ["ConnectionTotal"] = () => HtmlText.FormatCount(statistics.ConnectionCount),
            ["ChannelTotal"] = () => HtmlText.FormatCount(statistics.ChannelCount),
            ["ClientTotal"] = () => HtmlText.FormatCount(statistics.ClientCount),
        };
    }

    public void Write()
    {
        // Split returns the text between the placeholders at even indexes, and the names of the placeholders at odd ones.
        string[] parts = Placeholder.Split(ReadResource("Page.html"));
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 0)
            {
                _output.Write(parts[i]);
            }
            else if (parts[i] == "Content")
            {
                _content.Write();
            }
            else
            {
                _output.Write(GetValue(parts[i]));
            }
        }
    }

    private string GetValue(string name) =>
        _values.TryGetValue(name, out var value) ? value() : HtmlText.Encode(Messages.ResourceManager.GetString(name, Messages.Culture)!);

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(typeof(ReportPage), name)!);
        // A browser reads every line end as LF before it computes the hash of the style sheet.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string ComputeHash(string style)
    {
        using var algorithm = SHA256.Create();
#pragma warning disable CA1850 // HashData is not in both target frameworks.
        return "sha256-" + Convert.ToBase64String(algorithm.ComputeHash(Encoding.UTF8.GetBytes(style)));
#pragma warning restore CA1850
    }

    /// <summary>When the ages were measured; empty where that was when the report was made.</summary>
    private string FormatAgesMeasured(DateTime made)
    {
        if (_statistics.AgesMeasured is not { } measured || made - measured.First < ListTime)
        {
            return string.Empty;
        }

        string first = HtmlText.FormatTimeWithUtc(measured.First);
        string times = measured.Last - measured.First < ListTime ? first : first + " \u2013 " + HtmlText.FormatTimeWithUtc(measured.Last);
        return $"<div><dt>{HtmlText.Encode(Messages.ReportAgesAsOf)}</dt><dd id=\"ages-as-of\">{times}</dd></div>";
    }

    private string FormatServers()
    {
        var servers = _statistics.Servers.OrderByFrequency().Select(pair => pair.Key).ToList();
        string names = string.Join(", ", servers.Take(MaximumServers).Select(HtmlText.FormatServer));
        return servers.Count == 0 ? HtmlText.FormatMuted(Messages.ReportNotKnown)
            : servers.Count > MaximumServers ? names + ", " + BarChart.FormatRemainder(servers.Count - MaximumServers)
            : names;
    }
}
