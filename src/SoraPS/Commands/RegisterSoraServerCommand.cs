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
            var options = CreateOptions(Uri, new SoraClientOptions(Uri));
            server = new SoraServer(string.IsNullOrEmpty(Name) ? GetDefaultName(options.Uri) : Name!, options);
            if (!Force.IsPresent && ServerStore.Current.Find(server.Name) is { } taken && taken.Uri != server.Uri)
            {
                throw new ArgumentException(SafeMessage.Format(Messages.NameTaken, server.Name, taken.Uri.AbsoluteUri));
            }
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, ServerAddress.ForMessage(Uri));
            return;
        }

        ServerStore.Current.Add(server, Default.IsPresent);
        Pipeline.WriteServers(server);
    }

    /// <summary>Host, port and path, or the whole address if a server of that name has another address.</summary>
    private static string GetDefaultName(Uri uri)
    {
        string name = uri.IsAbsoluteUri ? uri.Authority + uri.AbsolutePath.TrimEnd('/') : uri.OriginalString;
        return ServerStore.Current.Find(name) is { } taken && taken.Uri != uri ? uri.AbsoluteUri : name;
    }
}
