using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The names of this runspace's sessions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SessionNameCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) =>
        Completions.Of(word, SessionStore.Current.Named.Select(session => (session.Name, new Func<string>(() => session.Uri.AbsoluteUri))));
}
