using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Changes a registered server, or makes it the default. Nothing is sent.</summary>
[Cmdlet(VerbsCommon.Set, "SoraServer")]
[OutputType(typeof(SoraServer))]
public sealed class SetSoraServerCommand : SoraServerOptionsCommand
{
    /// <summary>Registered servers, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Name { get; set; } = null!;

    /// <summary>Another address. What came from the server before does not lead back to it any more.</summary>
    [Parameter]
    [AddressTransformation(Registered = true)]
    public Uri? Uri { get; set; }

    /// <summary>Makes it the server that is meant when no other is named.</summary>
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
            SoraServer server;
            try
            {
                server = Change(ServerStore.Current.FindRegistered(given));
            }
            catch (ArgumentException e)
            {
                Report(e, Address.WithoutSecret(given));
                continue;
            }

            if (PassThru.IsPresent)
            {
                EmitAll(server);
            }
        }
    }

    private SoraServer Change(SoraServer server)
    {
        Address.ThrowIfNone(Uri);
        var options = Options(Uri ?? server.Uri, server.Options);
        if (options.Uri == server.Uri)
        {
            server.Change(options);
        }
        else
        {
            var replaced = server;
            server = new SoraServer(server.Name, options);
            ServerStore.Current.Replace(replaced, server);
        }

        if (Default.IsPresent)
        {
            ServerStore.Current.SetDefault(server);
        }

        return server;
    }
}
