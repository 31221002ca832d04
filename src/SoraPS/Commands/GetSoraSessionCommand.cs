using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Shows the sessions of this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "SoraSession")]
[OutputType(typeof(SoraSession))]
public sealed class GetSoraSessionCommand : SoraCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { "*" };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = SessionStore.Current.Find(name) is { } exact
                ? new List<SoraSession> { exact }
                : SessionStore.Current.Named.Where(session => pattern.IsMatch(session.Name)).ToList();
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
}
