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
            List<SoraSession> found;
            try
            {
                found = Find(name);
            }
            catch (WildcardPatternException e)
            {
                Report(new ArgumentException(e.Message, e), Address.WithoutSecret(name));
                continue;
            }

            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                Report(SessionStore.NoSession(name), Address.WithoutSecret(name));
            }

            foreach (var session in found)
            {
                Emit(session);
            }
        }
    }

    private static List<SoraSession> Find(string name)
    {
        if (SessionStore.Current.Find(name) is { } exact)
        {
            return new List<SoraSession> { exact };
        }

        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        pattern.IsMatch(string.Empty); // a pattern that is none says so even where there is nothing to match
        return SessionStore.Current.Named.Where(session => pattern.IsMatch(session.Name)).ToList();
    }
}
