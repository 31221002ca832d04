using System.Management.Automation;
using System.Security;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Registers a server under a name. Nothing is sent.</summary>
[Cmdlet(VerbsLifecycle.Register, "SoraServer")]
[OutputType(typeof(SoraServer))]
public sealed class RegisterSoraServerCommand : SoraServerOptionsCommand
{
    /// <summary>The address of the API.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AddressTransformation(Registered = true)]
    [ValidateNotNullOrEmpty]
    public Uri Uri { get; set; } = null!;

    /// <summary>The name; without it, the host and port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    public string? Name { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SecretTransformation]
    public override SecureString? Token { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    public override string? TokenSecret { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    public override string? Vault { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    [AddressTransformation]
    public override Uri? Proxy { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public override int? ConnectionTimeoutSeconds { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public override int? OperationTimeoutSeconds { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(100)]
    public override int? MaximumRetryCount { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(3600)]
    public override int? RetryIntervalSec { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter SkipCertificateCheck { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter NoProxy { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>Makes it the default server. The first server that is registered becomes the default in any case.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IsDefault")]
    [RowValueTransformation(Switch = true)]
    public SwitchParameter Default { get; set; }

    /// <summary>How long it stays registered: in this runspace, or in a file for all shells of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    [SafeTransformation]
    public SoraServerScope? Scope { get; set; }

    /// <summary>Replaces a server of the same name that has another address.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SoraServer server;
        try
        {
            ServerAddress.ThrowIfNone(Uri);
            server = Scope == SoraServerScope.CurrentUser ? Keep() : Register();
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(Uri));
            return;
        }

        Pipeline.WriteServers(server);
    }

    private SoraServer Register()
    {
        var settings = CreateSettings(isKept: false);
        var server = new SoraServer(GetName(settings.Options.Uri), settings);
        if (!Force.IsPresent)
        {
            ThrowIfTaken(server.Name, ServerStore.Current.FindReadable(server.Name)?.Uri, server.Uri);
        }

        ServerStore.Current.Add(server, Default.IsPresent);
        return server;
    }

    private SoraServer Keep()
    {
        var settings = CreateSettings(isKept: true);
        var uri = settings.Options.Uri;
        string name = GetName(uri);
        var store = ServerStore.Current;
        if (!Force.IsPresent)
        {
            ThrowIfTaken(name, store.Find(name)?.Uri, uri);
        }

        var entry = KeptServer.Create(name, settings);
        var kept = Pipeline.Wait(store.KeepAsync(name, before => Replace(before, entry), Default.IsPresent, isNew: true, Pipeline.CancellationToken));
        store.RemoveHiding(kept);
        return kept;
    }

    /// <summary>Called while no other shell can change the file: what is in it may be newer than what this shell knows.</summary>
    private KeptServer Replace(KeptServer? before, KeptServer entry)
    {
        if (!Force.IsPresent)
        {
            ThrowIfTaken(entry.Name!, before?.ToSettings().Options.Uri, entry.ToSettings().Options.Uri);
        }

        return entry;
    }

    private static void ThrowIfTaken(string name, Uri? taken, Uri uri)
    {
        if (taken is not null && taken != uri)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.NameTaken, name, taken.AbsoluteUri));
        }
    }

    private ServerSettings CreateSettings(bool isKept) => CreateSettings(Uri, new ServerSettings(new SoraClientOptions(Uri)), isKept);

    private string GetName(Uri uri) => string.IsNullOrEmpty(Name) ? GetDefaultName(uri) : Name!;

    /// <summary>Host, port and path, or the whole address if a server of that name has another address.</summary>
    private static string GetDefaultName(Uri uri)
    {
        string name = uri.IsAbsoluteUri ? uri.Authority + uri.AbsolutePath.TrimEnd('/') : uri.OriginalString;
        return ServerStore.Current.FindReadable(name) is { } taken && taken.Uri != uri ? uri.AbsoluteUri : name;
    }
}
