using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Closes the connections to servers and removes the servers from this runspace, or kept ones from the file of the user.</summary>
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
            try
            {
                Unregister(ServerStore.Current.FindNamed(given));
            }
            catch (ArgumentException e)
            {
                Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(given));
            }
        }
    }

    private void Unregister(SoraServer server)
    {
        if (!Pipeline.ShouldChange(SafeMessage.Format(server.IsKept ? Messages.PlanForgetServer : Messages.PlanUnregisterServer, server.Name)))
        {
            return;
        }

        if (server.IsKept)
        {
            Pipeline.Wait(ServerStore.Current.ForgetAsync(server, Pipeline.CancellationToken));
        }
        else
        {
            ServerStore.Current.Remove(server);
        }
    }
}
