using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Closes the connections to servers and removes the servers from this runspace.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "SoraServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterSoraServerCommand : SoraLocalCommand
{
    /// <summary>Registered servers, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
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
                Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(given));
                continue;
            }

            if (Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanUnregisterServer, server.Name)))
            {
                ServerStore.Current.Remove(server);
            }
        }
    }
}
