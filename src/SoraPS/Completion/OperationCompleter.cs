using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The operations that we know, by their whole name or by what stands behind the dot.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OperationCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) => Completions.Of(
        word,
        SoraOperations.All.OrderBy(operation => operation.Target, StringComparer.Ordinal).Select(operation => (operation.Target, new Func<string>(() => ToolTip(operation)))),
        (text, typed) => Completions.BeginsWith(text, typed) || Completions.BeginsWith(text.Substring(text.IndexOf('.') + 1), typed));

    private static string ToolTip(SoraOperation operation) => (operation.ReadsOnly ? Messages.OperationReads : Messages.OperationChanges) + (operation.Availability is { } known ? " " + known : string.Empty);
}
