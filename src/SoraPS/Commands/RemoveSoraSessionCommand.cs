using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Closes sessions and forgets them.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraSession", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveSoraSessionCommand : SoraCommand
{
    /// <summary>Sessions, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Session { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object given in Session)
        {
            SoraSession session;
            try
            {
                session = SessionStore.Current.FromPipeline(given);
            }
            catch (ArgumentException e)
            {
                Report(e, Address.WithoutSecret(given));
                continue;
            }

            if (Agreed(Text(Messages.PlanRemoveSession, session.Name)))
            {
                SessionStore.Current.Remove(session);
            }
        }
    }
}
