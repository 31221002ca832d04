using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The operations that we know, by their whole name or by what stands behind the dot; those that were removed come last.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OperationCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) => Completions.Of(
        word,
        SoraOperations.All.OrderBy(operation => operation.Stability == SoraOperation.RemovedStability).ThenBy(operation => operation.Target, StringComparer.Ordinal)
            .Select(operation => (operation.Target, new Func<string>(() => ToolTip(operation)))),
        (text, typed) => Completions.BeginsWith(text, typed) || Completions.BeginsWith(text.Substring(text.IndexOf('.') + 1), typed));

    /// <summary>What it does, what it is sent, and which Sora has it.</summary>
    private static string ToolTip(SoraOperation operation)
    {
        string body = operation.Fields.Count == 0 ? Messages.OperationWithoutBody : string.Format(Messages.Culture, Messages.OperationBody, operation.Fields);
        return string.Join(" ", new[] { operation.Summary, operation.Changes ? Messages.OperationChanges : Messages.OperationReads, body, operation.GetAvailability() }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
