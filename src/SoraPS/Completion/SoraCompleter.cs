using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SoraPS.Completion;

/// <summary>A completer that never throws: an exception would appear at the prompt.</summary>
public abstract class SoraCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return Complete(wordToComplete, parameterName, new CommandLine(commandName, commandAst, fakeBoundParameters));
        }
#pragma warning disable CA1031 // See above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Array.Empty<CompletionResult>();
        }
    }

    private protected abstract List<CompletionResult> Complete(string? word, string parameter, CommandLine line);
}
