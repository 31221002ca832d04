using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>Completes the names of the servers of this runspace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ServerNameCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) =>
        CompletionResults.Create(word, ServerStore.Current.Registered.Select(server => (server.Name, new Func<string>(() => server.Uri.AbsoluteUri))));
}
