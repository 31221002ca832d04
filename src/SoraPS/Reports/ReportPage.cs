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

    private readonly ReportInput _input;
    private readonly TextWriter _output;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, Func<string>> _values;

    /// <param name="input">What the page is about.</param>
    /// <param name="title">The title; null for that of the kind of page.</param>
    /// <param name="made">When the report is made, in UTC.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public ReportPage(ReportInput input, string? title, DateTime made, TextWriter output, CancellationToken cancellationToken)
    {
        _input = input;
        _output = output;
        _cancellationToken = cancellationToken;
        title ??= input.Actions.IsEmpty ? Messages.ReportTitle : Messages.ReportTitleOfActions;
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
            ["Answered"] = FormatAnswered,
            ["Totals"] = () => string.Join("\n", input.Actions.IsEmpty ? CreateTotals() : CreateTotalsOfActions()),
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
                WriteContent();
            }
            else
            {
                _output.Write(GetValue(parts[i]));
            }
        }
    }

    private void WriteContent()
    {
        if (_input.RefusedCount > 0)
        {
            string text = string.Format(Messages.Culture, Messages.ReportIncomplete, HtmlText.FormatCount(_input.RefusedCount), HtmlText.FormatCount(_input.Count));
            _output.Write($"<p id=\"incomplete\" class=\"card alert\">{HtmlText.Encode(text)}</p>\n");
        }

        if (_input.Actions.IsEmpty)
        {
            new ReportContent(_input.Connections, _output, _cancellationToken).Write();
        }
        else
        {
            new ActionContent(_input, _output, _cancellationToken).Write();
        }
    }

    private IEnumerable<string> CreateTotals()
    {
        var connections = _input.Connections;
        yield return CreateTotal("connections", Messages.ReportConnections, HtmlText.FormatCount(connections.ConnectionCount));
        yield return CreateTotal("channels", Messages.ReportChannels, HtmlText.FormatCount(connections.ChannelCount));
        yield return CreateTotal("clients", Messages.ReportClients, HtmlText.FormatCount(connections.ClientCount));
    }

    /// <summary>Without a list of connections it is not known how many are still there: a dash, and not zero.</summary>
    private IEnumerable<string> CreateTotalsOfActions()
    {
        int failed = _input.Actions.OpenFailureCount;
        int left = _input.Connections.ConnectionCount;
        yield return CreateTotal("done", Messages.ReportDone, HtmlText.FormatCount(_input.Actions.ChangeCount));
        yield return CreateTotal("failed", Messages.ReportFailed, HtmlText.FormatCount(failed), failed > 0 ? " class=\"alert\"" : string.Empty);
        yield return CreateTotal("connections", Messages.ReportStillThere, left == 0 ? HtmlText.Dash : HtmlText.FormatCount(left));
    }

    private static string CreateTotal(string id, string name, string number, string attributes = "") =>
        $"<div{attributes}><dt>{HtmlText.Encode(name)}</dt><dd id=\"total-{id}\">{number}</dd></div>";

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
    private string FormatAgesMeasured(DateTime made) => _input.Connections.AgesMeasured is not { } measured || made - measured.First < ListTime
        ? string.Empty
        : FormatFact("ages-as-of", Messages.ReportAgesAsOf, measured, ListTime);

    /// <summary>When the changes were made; empty for a page without changes.</summary>
    private string FormatAnswered() =>
        _input.Actions.Answered is { } answered ? FormatFact("answered", Messages.ReportAnswered, answered, TimeSpan.FromSeconds(1)) : string.Empty;

    private static string FormatFact(string id, string name, (DateTime First, DateTime Last) range, TimeSpan resolution)
    {
        string first = HtmlText.FormatTimeWithUtc(range.First);
        string times = range.Last - range.First < resolution ? first : first + " \u2013 " + HtmlText.FormatTimeWithUtc(range.Last);
        return $"<div><dt>{HtmlText.Encode(name)}</dt><dd id=\"{id}\">{times}</dd></div>";
    }

    private string FormatServers()
    {
        var servers = _input.Connections.Servers.OrderByFrequency().Concat(_input.Actions.Servers.OrderByFrequency()).Select(pair => pair.Key).Distinct(StringComparer.Ordinal).ToList();
        string names = string.Join(", ", servers.Take(MaximumServers).Select(HtmlText.FormatServer));
        return servers.Count == 0 ? HtmlText.FormatMuted(Messages.ReportNotKnown)
            : servers.Count > MaximumServers ? names + ", " + BarChart.FormatRemainder(servers.Count - MaximumServers)
            : names;
    }
}
