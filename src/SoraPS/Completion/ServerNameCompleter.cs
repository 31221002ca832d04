using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>The names of this runspace's servers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ServerNameCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) =>
        Completions.Of(word, ServerStore.Current.Registered.Select(server => (server.Name, new Func<string>(() => server.Uri.AbsoluteUri))));
}
