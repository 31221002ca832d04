using System.ComponentModel;
using System.Management.Automation;

namespace SoraPS.Completion;

/// <summary>Completes the names of the servers of this runspace and of the kept ones.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ServerNameCompleter : SoraCompleter
{
    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line) =>
        CompletionResults.Create(word, GetServers().Select(server => (server.Name, new Func<string>(() => server.Uri.AbsoluteUri))));

    private static IEnumerable<SoraServer> GetServers()
    {
        var store = ServerStore.Current;
        try
        {
            return store.GetAll().ToList();
        }
        catch (ArgumentException)
        {
            return store.Registered; // the kept ones cannot be read
        }
    }
}
