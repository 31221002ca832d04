using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The names of this runspace's sessions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SessionNameCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word) =>
        Completions.Of(word, SessionStore.Current.Named.Select(session => (session.Name, session.Uri.AbsoluteUri)));
}
