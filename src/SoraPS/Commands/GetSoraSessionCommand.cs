using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the sessions of this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "SoraSession")]
[OutputType(typeof(SoraSession))]
public sealed class GetSoraSessionCommand : SoraCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { "*" };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var found = Find(name, out bool isPattern);
            if (found.Count == 0 && !isPattern)
            {
                Report(SessionStore.NoSession(name), Address.WithoutSecret(name));
            }

            EmitAll(found.ToArray());
        }
    }

    private static List<SoraSession> Find(string name, out bool isPattern)
    {
        isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        if (SessionStore.Current.Find(name) is { } exact)
        {
            return new List<SoraSession> { exact };
        }

        try
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            pattern.IsMatch(string.Empty); // reads the pattern, even where there are no sessions
            return SessionStore.Current.Named.Where(session => pattern.IsMatch(session.Name)).ToList();
        }
        catch (WildcardPatternException)
        {
            // A bracket that is not closed: no pattern, and the exception would quote the text as it is.
            isPattern = false;
            return new List<SoraSession>();
        }
    }
}
