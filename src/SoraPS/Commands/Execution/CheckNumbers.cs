using System.Globalization;

namespace SoraPS.Commands.Execution;

/// <summary>The numbers of a check as one text, which a file in any format keeps: <c>name=number</c>, with spaces between them.</summary>
internal static class CheckNumbers
{
    // What cannot be in a name is percent-encoded: names are chosen by servers.
    public static string? Format(IEnumerable<KeyValuePair<string, long>> numbers)
    {
        string text = string.Join(" ", numbers.Select(number => Uri.EscapeDataString(number.Key) + "=" + number.Value.ToString(CultureInfo.InvariantCulture)));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The sum, which a server could choose to be greater than any number.</summary>
    public static long Sum(IEnumerable<KeyValuePair<string, long>> numbers) => (long)Math.Max(long.MinValue, Math.Min(long.MaxValue, numbers.Sum(number => (decimal)number.Value)));

    /// <summary>The numbers of a text; those that are none are left out.</summary>
    public static IReadOnlyDictionary<string, long> Parse(string? text)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string[] pair in (text ?? string.Empty).Split(' ').Select(item => item.Split('=')))
        {
            if (pair.Length == 2 && long.TryParse(pair[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long number))
            {
                numbers[Uri.UnescapeDataString(pair[0])] = number;
            }
        }

        return numbers;
    }
}
