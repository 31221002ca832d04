using System.ComponentModel;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>The options of a server that Register-SoraServer and Set-SoraServer have in common. What was not given is null.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraServerOptionsCommand : SoraLocalCommand
{
    private CommandLineParameters _commandLine = null!;

    /// <summary>Sent as a bearer token.</summary>
    [Parameter]
    [SecretTransformation]
    public virtual SecureString? Token { get; set; }

    /// <summary>Sent as basic authentication.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Additional headers: a hashtable.</summary>
    [Parameter]
    [HeadersTransformation]
    public SoraRequestHeaders? Headers { get; set; }

    /// <summary>The client certificate.</summary>
    [Parameter]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Accepts any certificate of this server.</summary>
    [Parameter]
    public virtual SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The proxy.</summary>
    [Parameter]
    [AddressTransformation]
    public virtual Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Uses no proxy.</summary>
    [Parameter]
    public virtual SwitchParameter NoProxy { get; set; }

    /// <summary>The time limit for opening a connection, in seconds; 0 for no limit.</summary>
    [Parameter]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public virtual int? ConnectionTimeoutSeconds { get; set; }

    /// <summary>How many seconds the server may send nothing; 0 for no limit.</summary>
    [Parameter]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(int.MaxValue / 1000)]
    public virtual int? OperationTimeoutSeconds { get; set; }

    /// <summary>How often a request is retried.</summary>
    [Parameter]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(100)]
    public virtual int? MaximumRetryCount { get; set; }

    /// <summary>Seconds before the first retry.</summary>
    [Parameter]
    [RowValueTransformation(Number = true)]
    [ValidateLimit(3600)]
    public virtual int? RetryIntervalSec { get; set; }

    /// <summary>Allows a secret over plain http to another host.</summary>
    [Parameter]
    public virtual SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // An unset variable must not mean that nothing was given.
        _commandLine = new CommandLineParameters(this, Pipeline);
        _commandLine.ThrowIfAnyIsNull(Messages.ParameterEmpty);
    }

    /// <summary>The options that were given, and those that stay as they were.</summary>
    /// <exception cref="ArgumentException">A header is not a string.</exception>
    private protected SoraClientOptions CreateOptions(Uri uri, SoraClientOptions before) => new(uri)
    {
        Token = Token is not null ? new NetworkCredential(string.Empty, Token).Password : Credential is null ? before.Token : null,
        Credential = Credential is not null ? Credential.GetNetworkCredential() : Token is null ? before.Credential : null,
        Headers = Headers?.GetValues() ?? before.Headers,
        Certificate = Certificate ?? before.Certificate,
        SkipCertificateCheck = IsOn(nameof(SkipCertificateCheck), SkipCertificateCheck, before.SkipCertificateCheck),
        Proxy = Proxy ?? (NoProxy.IsPresent ? null : before.Proxy),
        ProxyCredential = ProxyCredential is not null ? ProxyCredential.GetNetworkCredential() : Proxy is null && !NoProxy.IsPresent ? before.ProxyCredential : null,
        NoProxy = IsOn(nameof(NoProxy), NoProxy, Proxy is null && before.NoProxy),
        ConnectionTimeout = ToTimeSpan(ConnectionTimeoutSeconds) ?? before.ConnectionTimeout,
        OperationTimeout = ToTimeSpan(OperationTimeoutSeconds) ?? before.OperationTimeout,
        MaximumRetryCount = MaximumRetryCount ?? before.MaximumRetryCount,
        RetryInterval = ToTimeSpan(RetryIntervalSec) ?? before.RetryInterval,
        AllowUnencryptedAuthentication = IsOn(nameof(AllowUnencryptedAuthentication), AllowUnencryptedAuthentication, before.AllowUnencryptedAuthentication),
        Json = PowerShellJson.Shared,
    };

    private bool IsOn(string name, SwitchParameter value, bool before) => value.IsPresent || (!_commandLine.Contains(name) && before);

    private static TimeSpan? ToTimeSpan(int? number) => number is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
