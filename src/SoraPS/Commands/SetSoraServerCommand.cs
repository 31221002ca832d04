using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Changes a registered server, or makes it the default. Nothing is sent.</summary>
[Cmdlet(VerbsCommon.Set, "SoraServer", SupportsShouldProcess = true)]
[OutputType(typeof(SoraServer))]
public sealed class SetSoraServerCommand : SoraServerOptionsCommand
{
    /// <summary>Registered servers, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    [ValidateNotNullOrEmpty]
    public object[] Name { get; set; } = null!;

    /// <summary>A new address. Objects that came from the server before no longer refer to it.</summary>
    [Parameter]
    [AddressTransformation(Registered = true)]
    public Uri? Uri { get; set; }

    /// <summary>Makes it the default server.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <summary>Writes the server.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object given in Name)
        {
            SoraServer? server;
            try
            {
                server = Change(ServerStore.Current.FindNamed(given));
            }
            catch (ArgumentException e)
            {
                Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(given));
                continue;
            }

            if (PassThru.IsPresent && server is not null)
            {
                Pipeline.WriteServers(server);
            }
        }
    }

    /// <summary>Changes a server. What is in the file is changed only if the user agrees: otherwise the result is null.</summary>
    private SoraServer? Change(SoraServer server)
    {
        ServerAddress.ThrowIfNone(Uri);
        var store = ServerStore.Current;
        if (server.IsKept)
        {
            return !Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanChangeKeptServer, server.Name)) ? null : Pipeline.Wait(store.KeepAsync(server.Name, kept => Change(kept ?? throw ServerStore.CreateNotFound(server.Name)), Default.IsPresent, isNew: false, Pipeline.CancellationToken));
        }

        var settings = CreateSettings(Uri ?? server.Uri, server.Settings, isKept: false);
        if (settings.Options.Uri == server.Uri)
        {
            server.Change(settings);
        }
        else
        {
            var replaced = server;
            server = new SoraServer(server.Name, settings);
            store.Replace(replaced, server);
        }

        if (Default.IsPresent)
        {
            store.SetDefault(server);
        }

        return server;
    }

    /// <summary>Called while no other shell can change the file: what is in it may be newer than what this shell knows.</summary>
    private KeptServer Change(KeptServer kept)
    {
        var before = kept.ToSettings();
        var settings = CreateSettings(Uri ?? before.Options.Uri, before, isKept: true);
        var changed = KeptServer.Create(kept.Name!, settings);
        changed.Other = kept.Other;
        return changed;
    }
}
