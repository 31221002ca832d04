using System.Management.Automation;
using System.Security;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Registers a server under a name: nothing is sent. Or the nodes of a cluster, which one of them is asked for.</summary>
[Cmdlet(VerbsLifecycle.Register, "SoraServer", DefaultParameterSetName = OfAddress, SupportsShouldProcess = true)]
[OutputType(typeof(SoraServer))]
public sealed class RegisterSoraServerCommand : SoraServerOptionsCommand
{
    private const string OfAddress = "Address";

    // The properties of a piped server are those of the contact node: none of them is an option of the others.
    private const string OfCluster = "Cluster";

    private readonly HashSet<Uri> _nodes = new();
    private ClusterNodeReader? _cluster;

    /// <summary>The address of the API.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfAddress, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AddressTransformation(Registered = true)]
    [ValidateNotNullOrEmpty]
    public Uri Uri { get; set; } = null!;

    /// <summary>The name; without it, the host and port.</summary>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [RowValueTransformation]
    public string? Name { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [SecretTransformation]
    public override SecureString? Token { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation]
    public override string? TokenSecret { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation]
    public override string? Vault { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation]
    [AddressTransformation]
    public override Uri? Proxy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public override int? ConnectionTimeoutSeconds { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public override int? OperationTimeoutSeconds { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(100)]
    public override int? MaximumRetryCount { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(3600)]
    public override int? RetryIntervalSec { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter SkipCertificateCheck { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter NoProxy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation(Switch = true)]
    public override SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>Makes it the default server. The first server that is registered becomes the default in any case.</summary>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Alias("IsDefault")]
    [RowValueTransformation(Switch = true)]
    public SwitchParameter Default { get; set; }

    /// <summary>How long it stays registered: in this runspace, or in a file for all shells of the user.</summary>
    [Parameter(ParameterSetName = OfAddress, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = OfCluster)]
    [RowValueTransformation]
    [SafeTransformation]
    public SoraServerScope? Scope { get; set; }

    /// <summary>Replaces a server of the same name that has another address.</summary>
    [Parameter(ParameterSetName = OfAddress)]
    public SwitchParameter Force { get; set; }

    /// <summary>Asks a server for the nodes of its cluster, and registers each.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfCluster)]
    public SwitchParameter FromCluster { get; set; }

    /// <summary>The servers to ask: servers, names of servers, or addresses. The pipeline passes only servers and names of registered servers.</summary>
    [Parameter(Position = 0, ParameterSetName = OfCluster, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public object[]? Server { get; set; }

    /// <summary>An object of this module, for the server that it came from.</summary>
    [Parameter(ParameterSetName = OfCluster, ValueFromPipeline = true, DontShow = true)]
    [OwnObjectTransformation]
    public PSObject? InputObject { get; set; }

    private bool IsKept => Scope == SoraServerScope.CurrentUser;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _cluster = ParameterSetName == OfCluster ? new ClusterNodeReader(this, Pipeline, CommandLine, Server) : null;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_cluster is not null)
        {
            RegisterNodes(_cluster);
            return;
        }

        SoraServer? server;
        try
        {
            ServerAddress.ThrowIfNone(Uri);
            server = IsKept ? Keep() : Register();
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(Uri));
            return;
        }

        if (server is not null)
        {
            Pipeline.WriteServers(server);
        }
    }

    private void RegisterNodes(ClusterNodeReader cluster)
    {
        foreach (var (contact, nodes) in cluster.Read(Server, InputObject, CreateContact))
        {
            var registration = new ClusterRegistration(Pipeline, contact, IsKept, uri => CreateSettings(uri, contact.Settings.ForAddress(uri, IsKept), IsKept));
            registration.Register(nodes, _nodes);
        }
    }

    /// <summary>The server as it is asked: with the options that were given for all nodes.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or contain what must not be kept.</exception>
    private SoraServer CreateContact(SoraServer contact)
    {
        _ = CreateSettings(contact.Uri, contact.Settings.ForAddress(contact.Uri, IsKept), IsKept); // before anything is sent
        return HasOptions ? new SoraServer(contact.Name, CreateSettings(contact.Uri, contact.Settings, isKept: false)) : contact;
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

    private SoraServer? Keep()
    {
        var settings = CreateSettings(isKept: true);
        var uri = settings.Options.Uri;
        string name = GetName(uri);
        var store = ServerStore.Current;
        if (!Force.IsPresent)
        {
            ThrowIfTaken(name, store.Find(name)?.Uri, uri);
        }

        if (!Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanKeepServer, name, uri.AbsoluteUri)))
        {
            return null;
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
