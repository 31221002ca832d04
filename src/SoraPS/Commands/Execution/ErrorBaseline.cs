using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>The errors that earlier checks counted: results of Test-SoraServer, or what a file or a job made of them. Of each server, the latest one counts.</summary>
internal sealed class ErrorBaseline
{
    private readonly Dictionary<string, (DateTime At, ErrorCount Count)> _rows = new(StringComparer.OrdinalIgnoreCase);

    public ErrorBaseline(IEnumerable<object?> rows)
    {
        foreach (var row in rows.Where(row => row is not null).Select(PSObject.AsPSObject))
        {
            Add(row!);
        }
    }

    /// <summary>True if none of the objects is such a result.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>What was counted on a server, by its name or its address; null if there is no row of it.</summary>
    public ErrorCount? Find(SoraServer server)
    {
        foreach (string name in new[] { server.Name, server.Uri.AbsoluteUri, server.Uri.Authority })
        {
            if (_rows.TryGetValue(GetKey(name), out var row))
            {
                return row.Count;
            }
        }

        return null;
    }

    // An address is the same with and without the slash at its end.
    private static string GetKey(string server) => server.TrimEnd('/');

    private static string? GetText(PSObject row, string name) => Convert.ToString(row.Properties[name]?.Value.Unwrap(), CultureInfo.InvariantCulture);

    private void Add(PSObject row)
    {
        if (GetText(row, nameof(SoraServerCheck.Check)) != "Errors" || GetText(row, nameof(SoraServerCheck.Server)) is not { Length: > 0 } server
            || !long.TryParse(GetText(row, nameof(SoraServerCheck.Value)), NumberStyles.Integer, CultureInfo.InvariantCulture, out long sum))
        {
            return;
        }

        var at = LanguagePrimitives.TryConvertTo(row.Properties[nameof(SoraServerCheck.At)]?.Value, CultureInfo.InvariantCulture, out DateTime time) ? time : DateTime.MinValue;
        if (!_rows.TryGetValue(GetKey(server), out var known) || at >= known.At)
        {
            _rows[GetKey(server)] = (at, new ErrorCount(sum, CheckNumbers.Parse(GetText(row, nameof(SoraServerCheck.Detail)))));
        }
    }
}

/// <summary>The errors that an earlier check counted.</summary>
/// <param name="Sum">How many.</param>
/// <param name="Counters">By the name of their counter, as far as the row has that.</param>
internal sealed record ErrorCount(long Sum, IReadOnlyDictionary<string, long> Counters)
{
    // A row that only has the sum.
    private bool HasCounters => Sum == 0 || Counters.Count > 0;

    /// <summary>True if the counters began anew since then: they never go back, but with the node.</summary>
    public bool IsRestarted(IReadOnlyList<KeyValuePair<string, long>> now) =>
        CheckNumbers.Sum(now) < Sum || Counters.Any(before => before.Value > now.FirstOrDefault(counter => counter.Key == before.Key).Value);

    /// <summary>How much each counter has grown since then; null if that is not known.</summary>
    public IReadOnlyList<KeyValuePair<string, long>>? GetGrowth(IReadOnlyList<KeyValuePair<string, long>> now) => !HasCounters ? null : now
        .Select(counter => new KeyValuePair<string, long>(counter.Key, counter.Value - (Counters.TryGetValue(counter.Key, out long before) ? before : 0)))
        .Where(counter => counter.Value > 0).OrderByDescending(counter => counter.Value).ToList();
}
