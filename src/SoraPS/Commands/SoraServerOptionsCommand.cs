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
    /// <summary>Sent as a bearer token.</summary>
    [Parameter]
    [SecretTransformation]
    public virtual SecureString? Token { get; set; }

    /// <summary>The name of the secret that is the token. SecretManagement reads it when the server is used for the first time.</summary>
    [Parameter]
    [RowValueTransformation]
    public virtual string? TokenSecret { get; set; }

    /// <summary>The vault that has the secret; without it, the first one that has it.</summary>
    [Parameter]
    [RowValueTransformation]
    public virtual string? Vault { get; set; }

    /// <summary>Sent as basic authentication.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Additional headers: a hashtable.</summary>
    [Parameter]
    [HeadersTransformation]
    public SoraRequestHeaders? Headers { get; set; }

    /// <summary>The client certificate, its thumbprint in a certificate store, or the path of a PFX or PEM file.</summary>
    [Parameter]
    [CertificateTransformation]
    public SoraClientCertificate? Certificate { get; set; }

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

    private protected CommandLineParameters CommandLine { get; private set; } = null!;

    /// <summary>True if any of the options was given on the command line.</summary>
    private protected bool HasOptions => typeof(SoraServerOptionsCommand).GetProperties().Any(property => property.DeclaringType == typeof(SoraServerOptionsCommand) && CommandLine.Contains(property.Name));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // An unset variable must not mean that nothing was given.
        CommandLine = new CommandLineParameters(this, Pipeline);
        CommandLine.ThrowIfAnyIsNull(Messages.ParameterEmpty);
    }

    /// <summary>The options that were given, and those that stay as they were.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="before">The options before.</param>
    /// <param name="isKept">Whether they are written into the file of the kept servers. Then there are no secrets in them.</param>
    /// <exception cref="ArgumentException">They contradict each other, the certificate cannot be loaded, or they contain what must not be kept.</exception>
    private protected ServerSettings CreateSettings(Uri uri, ServerSettings before, bool isKept)
    {
        ThrowIfContradictory();
        if (isKept)
        {
            ThrowIfAnySecret();
        }

        bool hasNewSecret = Token is not null || Credential is not null || TokenSecret is not null;
        string? secret = hasNewSecret ? TokenSecret : before.TokenSecret;
        var certificate = Certificate is null ? before.Certificate : isKept ? new SoraClientCertificate(Certificate.ToKept()) : null;
        using var loaded = isKept ? null : Certificate?.Load();
        var options = CreateOptions(uri, before.Options, loaded, secret is not null, certificate is not null);
        new SoraClient(options).Dispose(); // checks them: what is kept must be valid
        return new ServerSettings(options, secret, hasNewSecret ? Vault : before.Vault, certificate);
    }

    private SoraClientOptions CreateOptions(Uri uri, SoraClientOptions before, X509Certificate2? certificate, bool requiresToken, bool requiresCertificate) => new(uri)
    {
        Token = Token is not null ? new NetworkCredential(string.Empty, Token).Password : Credential is null && !requiresToken ? before.Token : null,
        RequiresToken = requiresToken,
        Credential = Credential is not null ? Credential.GetNetworkCredential() : Token is null && !requiresToken ? before.Credential : null,
        Headers = Headers?.GetValues() ?? before.Headers,
        Certificate = certificate ?? before.Certificate,
        RequiresCertificate = requiresCertificate,
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

    private void ThrowIfContradictory()
    {
        if (TokenSecret is not null && (Token is not null || Credential is not null))
        {
            throw new ArgumentException(Messages.TokenAndSecret);
        }

        if (Vault is not null && TokenSecret is null)
        {
            throw new ArgumentException(Messages.VaultWithoutSecret);
        }
    }

    private void ThrowIfAnySecret()
    {
        string? secret = Token is not null ? nameof(Token) : Credential is not null ? nameof(Credential) : Headers is not null ? nameof(Headers) : ProxyCredential is not null ? nameof(ProxyCredential) : null;
        if (secret is not null)
        {
            throw new ArgumentException(string.Format(Messages.Culture, Messages.SecretNotKept, secret));
        }
    }

    private bool IsOn(string name, SwitchParameter value, bool before) => value.IsPresent || (!CommandLine.Contains(name) && before);

    private static TimeSpan? ToTimeSpan(int? number) => number is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
