using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Completion;

/// <summary>
/// Creates completion results from any text. What is inserted is always one string literal: no name and no id can run as code, or become a
/// number or a parameter.
/// </summary>
internal static class CompletionResults
{
    // The parser treats each of these as a straight quote.
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";
    private const string DoubleQuotes = "\"\u201C\u201D\u201E";

    // A longer list is of no use. Another letter makes it shorter.
    private const int MaximumResults = 1000;

    /// <summary>The candidates that begin with the word, in their order. Text that cannot be displayed or typed is left out.</summary>
    /// <param name="word">What the user has typed so far, including an opening quote.</param>
    /// <param name="candidates">The texts, each with a function that returns its tooltip.</param>
    /// <param name="matches">Compares a text with what was typed. Without it, the beginning of the text must match.</param>
    public static List<CompletionResult> Create(string? word, IEnumerable<(string Text, Func<string> ToolTip)> candidates, Func<string, string, bool>? matches = null)
    {
        char? quote = GetQuote(word);
        string typed = Unquote(word);
        return (from candidate in candidates
                where candidate.Text.Length > 0 && (matches ?? BeginsWith)(candidate.Text, typed) && SafeText.IsPrintable(candidate.Text)
                let shown = SafeText.ForDisplay(candidate.Text)
                let tip = SafeText.ForDisplay(candidate.ToolTip())
                select new CompletionResult(ToLiteral(candidate.Text, quote), shown, CompletionResultType.ParameterValue, tip.Length > 0 ? tip : shown)).Take(MaximumResults).ToList();
    }

    public static bool BeginsWith(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static char? GetQuote(string? word) => word is { Length: > 0 } && (SingleQuotes + DoubleQuotes).Contains(word[0]) ? word[0] : null;

    /// <summary>True for a word that needs no quotes: it begins with a letter, and contains only letters, digits, underscores, and single dots and hyphens. Any other character has a meaning in PowerShell, or may get one.</summary>
    private static bool IsBareWord(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isAllowed = c switch
            {
                (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => true,
                (>= '0' and <= '9') or '_' => i > 0,
                '.' or '-' => i > 0 && i < text.Length - 1 && text[i - 1] is not ('.' or '-'),
                _ => false,
            };
            if (!isAllowed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text as a PowerShell literal, with the kind of quote that the user began with.</summary>
    private static string ToLiteral(string text, char? quote)
    {
        if (quote is { } opening && DoubleQuotes.Contains(opening))
        {
            return "\"" + string.Concat(text.Select(c => DoubleQuotes.Contains(c) ? $"{c}{c}" : c is '$' or '`' ? "`" + c : c.ToString())) + "\"";
        }

        return quote is null && IsBareWord(text) ? text : "'" + Regex.Replace(text, "[" + SingleQuotes + "]", "$0$0") + "'";
    }

    /// <summary>The text that was typed, without its quotes.</summary>
    public static string Unquote(string? word)
    {
        if (word is null || GetQuote(word) is not { } opening)
        {
            return word ?? string.Empty;
        }

        bool isDouble = DoubleQuotes.Contains(opening);
        string quotes = isDouble ? DoubleQuotes : SingleQuotes;
        string inner = Regex.Replace(word.Substring(1), "([" + quotes + "])[" + quotes + "]", "$1");
        inner = inner.Length > 0 && quotes.Contains(inner[inner.Length - 1]) ? inner.Substring(0, inner.Length - 1) : inner;
        return isDouble ? Regex.Replace(inner, "`(.)", "$1") : inner;
    }
}
