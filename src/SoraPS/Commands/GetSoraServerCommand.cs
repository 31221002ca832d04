using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the servers that are registered in this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "SoraServer", DefaultParameterSetName = "Name")]
[OutputType(typeof(SoraServer))]
public sealed class GetSoraServerCommand : SoraCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { "*" };

    /// <summary>The server that the next command speaks to if it is told of none, be it registered or not.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Default")]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Default")
        {
            ShowDefault();
            return;
        }

        foreach (string name in Name)
        {
            var found = Find(name, out bool isPattern);
            if (found.Count == 0 && !isPattern)
            {
                Report(ServerStore.NoServer(name), Address.WithoutSecret(name));
            }

            EmitAll(found.ToArray());
        }
    }

    private void ShowDefault()
    {
        SoraServer server;
        try
        {
            server = ServerStore.Current.Implicit;
        }
        catch (ArgumentException e)
        {
            Report(e, null);
            return;
        }

        EmitAll(server);
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
            pattern.IsMatch(string.Empty); // reads the pattern, even where there are no servers
            return ServerStore.Current.Registered.Where(server => pattern.IsMatch(server.Name)).ToList();
        }
        catch (WildcardPatternException)
        {
            // A bracket that is not closed: no pattern, and the exception would quote the text as it is.
            isPattern = false;
            return new List<SoraServer>();
        }
    }
}
