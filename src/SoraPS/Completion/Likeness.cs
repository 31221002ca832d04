using System.Text.RegularExpressions;

namespace SoraPS.Completion;

/// <summary>Which of the texts that exist somebody may have meant who typed one that does not.</summary>
internal static class Likeness
{
    private const int Most = 3;

    private static readonly Regex Number = new("[0-9]+", RegexOptions.CultureInvariant);

    /// <summary>
    /// The likest first: those that differ in case only, then those a few typing errors away, or that go on where the typed one ends.
    /// Another number is no typing error: it is another channel.
    /// </summary>
    public static List<string> Of(string typed, IEnumerable<string> existing) =>
        existing.Distinct(StringComparer.Ordinal)
            .Where(text => text != typed && Number.Replace(text, "0") != Number.Replace(typed, "0") && SafeText.IsPrintable(text))
            .Select(text => (Text: text, Errors: Errors(typed, text)))
            .Where(candidate => candidate.Errors is not null)
            .OrderBy(candidate => candidate.Errors).ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
            .Select(candidate => candidate.Text).Take(Most).ToList();

    /// <summary>Null for texts that are not alike.</summary>
    private static int? Errors(string typed, string text)
    {
        string one = typed.ToUpperInvariant();
        string other = text.ToUpperInvariant();
        int allowed = Math.Min(3, 1 + (one.Length / 5));
        int errors = one == other ? 0 : Distance(one, other, allowed);
        return errors <= allowed ? errors
            : one.Length >= 3 && other.StartsWith(one, StringComparison.Ordinal) ? allowed + 1
            : null;
    }

    /// <summary>How many characters are wrong, missing, too many, or swapped with their neighbour; more than allowed is only said to be more.</summary>
    private static int Distance(string one, string other, int allowed)
    {
        if (Math.Abs(one.Length - other.Length) > allowed)
        {
            return allowed + 1;
        }

        var beforeLast = new int[other.Length + 1];
        var last = Enumerable.Range(0, other.Length + 1).ToArray();
        for (int i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int cost = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            if (row.Min() > allowed)
            {
                return allowed + 1;
            }

            (beforeLast, last) = (last, row);
        }

        return last[other.Length];
    }
}
