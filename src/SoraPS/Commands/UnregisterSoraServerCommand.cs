using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Closes servers' connections and forgets them.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "SoraServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterSoraServerCommand : SoraCommand
{
    /// <summary>Registered servers, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Name { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object given in Name)
        {
            SoraServer server;
            try
            {
                server = ServerStore.Current.FindRegistered(given);
            }
            catch (ArgumentException e)
            {
                Report(e, Address.WithoutSecret(given));
                continue;
            }

            if (Agreed(Text(Messages.PlanUnregisterServer, server.Name)))
            {
                ServerStore.Current.Remove(server);
            }
        }
    }
}
