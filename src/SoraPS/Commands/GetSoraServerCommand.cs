using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the servers that are registered in this runspace, and those that are kept for all shells of the user.</summary>
[Cmdlet(VerbsCommon.Get, "SoraServer", DefaultParameterSetName = "Name")]
[OutputType(typeof(SoraServer))]
public sealed class GetSoraServerCommand : SoraLocalCommand
{
    private const string All = "*";

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ServerTransformation(Pattern = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { All };

    /// <summary>The server that a command without -Server uses, whether it is registered or not.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Default")]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Default")
        {
            WriteDefault();
            return;
        }

        foreach (string name in Name)
        {
            Write(name);
        }
    }

    private void Write(string name)
    {
        var pattern = ToPattern(name);
        var store = ServerStore.Current;
        var found = Choose(store.Registered, name, pattern, out bool isExact);
        Exception? error = null;
        if (!isExact)
        {
            try
            {
                var kept = Choose(store.GetVisible().ToList(), name, pattern, out isExact);
                found = isExact ? kept : found.Concat(kept).ToArray();
            }
            catch (ArgumentException e)
            {
                error = e;
            }
        }

        // What is registered in this runspace is shown, whatever is wrong with the file of the kept ones.
        Pipeline.WriteServers(found);
        error ??= found.Length == 0 && pattern is null ? ServerStore.CreateNotFound(name) : null;
        if (error is not null)
        {
            Pipeline.WriteNonTerminatingError(error, ServerAddress.ForMessage(name));
        }
    }

    private void WriteDefault()
    {
        SoraServer server;
        try
        {
            server = ServerStore.Current.Implicit;
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, null);
            return;
        }

        Pipeline.WriteServers(server);
    }

    /// <summary>The server of this name, which may look like a pattern; else those that match the pattern.</summary>
    private static SoraServer[] Choose(IReadOnlyList<SoraServer> servers, string name, WildcardPattern? pattern, out bool isExact)
    {
        var exact = name == All ? null : servers.FirstOrDefault(server => server.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        isExact = exact is not null;
        return isExact ? new[] { exact! } : servers.Where(server => pattern?.IsMatch(server.Name) ?? false).ToArray();
    }

    /// <summary>Null for what is no pattern. A bracket that is not closed is none.</summary>
    private static WildcardPattern? ToPattern(string name)
    {
        try
        {
            var pattern = WildcardPattern.ContainsWildcardCharacters(name) ? WildcardPattern.Get(name, WildcardOptions.IgnoreCase) : null;
            pattern?.IsMatch(string.Empty); // parses it
            return pattern;
        }
        catch (WildcardPatternException)
        {
            // The exception would contain the text unescaped.
            return null;
        }
    }
}
