using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>Completes operations by their whole name, or by the part after the dot. Removed operations are last.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OperationCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) => CompletionResults.Create(
        word,
        SoraOperations.All.OrderBy(operation => operation.Stability == SoraOperation.RemovedStability).ThenBy(operation => operation.Target, StringComparer.Ordinal)
            .Select(operation => (operation.Target, new Func<string>(() => ToolTip(operation)))),
        (text, typed) => CompletionResults.BeginsWith(text, typed) || CompletionResults.BeginsWith(text.Substring(text.IndexOf('.') + 1), typed));

    /// <summary>What the operation does, its body, and which versions of Sora have it.</summary>
    private static string ToolTip(SoraOperation operation)
    {
        string body = operation.Fields.Count == 0 ? Messages.OperationWithoutBody : string.Format(Messages.Culture, Messages.OperationBody, operation.Fields);
        return string.Join(" ", new[] { operation.Summary, operation.Changes ? Messages.OperationChanges : Messages.OperationReads, body, operation.GetAvailability() }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
