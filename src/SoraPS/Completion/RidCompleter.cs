using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The simulcast streams, each with what it is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RidCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) => Completions.Of(word, new[]
    {
        ("r0", new Func<string>(() => Messages.RidSmallest)),
        ("r1", () => Messages.RidMiddle),
        ("r2", () => Messages.RidLargest),
    });
}
