using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Completion;

/// <summary>
/// Makes completions of any text. What is inserted is always one literal string, whatever the text: no name and no id can run as code, or
/// become a number or a parameter.
/// </summary>
internal static class Completions
{
    // The parser takes each of these for the straight one.
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";
    private const string DoubleQuotes = "\"\u201C\u201D\u201E";

    // Nobody reads more; who types another letter gets the others.
    private const int Most = 1000;

    /// <summary>Those of the texts that begin as the word does, in their order. What cannot be seen or typed is not offered.</summary>
    /// <param name="word">What the user has typed so far, an opening quote included.</param>
    /// <param name="candidates">The texts, each with what makes a line about it.</param>
    /// <param name="matches">Says whether a text fits what was typed; without it, its beginning must.</param>
    public static List<CompletionResult> Of(string? word, IEnumerable<(string Text, Func<string> ToolTip)> candidates, Func<string, string, bool>? matches = null)
    {
        char? quote = Quote(word);
        string typed = Typed(word);
        return (from candidate in candidates
                where candidate.Text.Length > 0 && (matches ?? BeginsWith)(candidate.Text, typed) && SafeText.IsPrintable(candidate.Text)
                let shown = SafeText.ForDisplay(candidate.Text)
                let tip = SafeText.ForDisplay(candidate.ToolTip())
                select new CompletionResult(Literal(candidate.Text, quote), shown, CompletionResultType.ParameterValue, tip.Length > 0 ? tip : shown)).Take(Most).ToList();
    }

    public static bool BeginsWith(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static char? Quote(string? word) => word is { Length: > 0 } && (SingleQuotes + DoubleQuotes).Contains(word[0]) ? word[0] : null;

    /// <summary>True for what needs no quotes: a word that begins with a letter, with single dots and hyphens in it. Anything else has some meaning, or may get one.</summary>
    private static bool IsPlain(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool fits = c switch
            {
                (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => true,
                (>= '0' and <= '9') or '_' => i > 0,
                '.' or '-' => i > 0 && i < text.Length - 1 && text[i - 1] is not ('.' or '-'),
                _ => false,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text as a literal of PowerShell, in the kind of quote that the user began with.</summary>
    private static string Literal(string text, char? quote)
    {
        if (quote is { } begun && DoubleQuotes.Contains(begun))
        {
            return "\"" + string.Concat(text.Select(c => DoubleQuotes.Contains(c) ? $"{c}{c}" : c is '$' or '`' ? "`" + c : c.ToString())) + "\"";
        }

        return quote is null && IsPlain(text) ? text : "'" + Regex.Replace(text, "[" + SingleQuotes + "]", "$0$0") + "'";
    }

    /// <summary>The text that was typed, out of its quotes.</summary>
    public static string Typed(string? word)
    {
        if (word is null || Quote(word) is not { } begun)
        {
            return word ?? string.Empty;
        }

        bool isDouble = DoubleQuotes.Contains(begun);
        string quotes = isDouble ? DoubleQuotes : SingleQuotes;
        string inner = Regex.Replace(word.Substring(1), "([" + quotes + "])[" + quotes + "]", "$1");
        inner = inner.Length > 0 && quotes.Contains(inner[inner.Length - 1]) ? inner.Substring(0, inner.Length - 1) : inner;
        return isDouble ? Regex.Replace(inner, "`(.)", "$1") : inner;
    }
}
