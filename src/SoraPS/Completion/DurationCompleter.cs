using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>Offers durations, as examples of how they are written.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DurationCompleter : SoraCompleter
{
    private static readonly string[] Examples = { "90m", "8h", "2d", "1d12h" };

    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) =>
        Examples.Where(example => CompletionResults.BeginsWith(example, CompletionResults.Unquote(word))).Select(example => new CompletionResult(example, example, CompletionResultType.ParameterValue, example)).ToList();
}
