using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the servers that are registered in this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "SoraServer", DefaultParameterSetName = "Name")]
[OutputType(typeof(SoraServer))]
public sealed class GetSoraServerCommand : SoraLocalCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ServerTransformation(Pattern = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { "*" };

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
            var found = Find(name, out bool isPattern);
            if (found.Count == 0 && !isPattern)
            {
                Pipeline.WriteNonTerminatingError(ServerStore.CreateNotFound(name), ServerAddress.ForMessage(name));
            }

            Pipeline.WriteServers(found.ToArray());
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

    private static List<SoraServer> Find(string name, out bool isPattern)
    {
        isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        if (ServerStore.Current.Find(name) is { } exact)
        {
            return new List<SoraServer> { exact };
        }

        try
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            pattern.IsMatch(string.Empty); // parses the pattern, even if there are no servers
            return ServerStore.Current.Registered.Where(server => pattern.IsMatch(server.Name)).ToList();
        }
        catch (WildcardPatternException)
        {
            // A bracket that is not closed is no pattern. The exception would contain the text unescaped.
            isPattern = false;
            return new List<SoraServer>();
        }
    }
}
