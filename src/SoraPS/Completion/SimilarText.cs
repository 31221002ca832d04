using System.Text.RegularExpressions;

namespace SoraPS.Completion;

/// <summary>Finds, for a name that does not exist, existing names that the user may have meant.</summary>
internal static class SimilarText
{
    private const int MaximumResults = 3;

    private static readonly Regex Number = new("[0-9]+", RegexOptions.CultureInvariant);

    /// <summary>
    /// The most similar first: names that differ in case only, then names with a few typing errors, then names that begin with what was
    /// typed. A name that differs only in its numbers is not similar: it is another channel.
    /// </summary>
    /// <param name="typed">What does not exist.</param>
    /// <param name="existing">What exists.</param>
    /// <param name="isRandom">Whether the texts are random, so that a digit is a character as any other.</param>
    public static List<string> Find(string typed, IEnumerable<string> existing, bool isRandom = false) =>
        existing.Distinct(StringComparer.Ordinal)
            .Where(text => text != typed && (isRandom || IsIssued(typed) || !DifferInNumbersOnly(text, typed)) && SafeText.IsPrintable(text))
            .Select(text => (Text: text, Errors: CountErrors(typed, text)))
            .Where(candidate => candidate.Errors is not null)
            .OrderBy(candidate => candidate.Errors).ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
            .Select(candidate => candidate.Text).Take(MaximumResults).ToList();

    /// <summary>Whether it has the form of the ids that Sora issues, which are client ids, too, where the client chooses none: 26 letters and digits.</summary>
    private static bool IsIssued(string text) => text.Length == 26 && text.All(c => c is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    private static bool DifferInNumbersOnly(string one, string other) =>
        !one.Equals(other, StringComparison.OrdinalIgnoreCase) && Number.Replace(one, "0").Equals(Number.Replace(other, "0"), StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for names that are not similar.</summary>
    private static int? CountErrors(string typed, string text)
    {
        string one = typed.ToUpperInvariant();
        string other = text.ToUpperInvariant();
        int allowed = Math.Min(3, 1 + (one.Length / 5));
        int errors = one == other ? 0 : GetDistance(one, other, allowed);
        return errors <= allowed ? errors
            : one.Length >= 3 && other.StartsWith(one, StringComparison.Ordinal) ? allowed + 1
            : null;
    }

    /// <summary>The number of characters that are wrong, missing, superfluous, or swapped with the next one (the optimal string alignment distance). Above the allowed number, any larger number.</summary>
    private static int GetDistance(string one, string other, int allowed)
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
