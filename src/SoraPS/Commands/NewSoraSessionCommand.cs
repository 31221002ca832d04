using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Describes a server once, and makes it the one that is meant when no other is named.</summary>
[Cmdlet(VerbsCommon.New, "SoraSession")]
[OutputType(typeof(SoraSession))]
public sealed class NewSoraSessionCommand : SoraCommand
{
    /// <summary>The address of the API.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AddressTransformation]
    [ValidateNotNullOrEmpty]
    public Uri? Uri { get; set; }

    /// <summary>The name; without it the host and port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Sent as a bearer token.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>Sent as basic authentication.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>More headers.</summary>
    [Parameter]
    [HeadersTransformation]
    [ValidateNotNull]
    public IDictionary? Headers { get; set; }

    /// <summary>The client certificate.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Accepts any server certificate in this session.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The proxy.</summary>
    [Parameter]
    [AddressTransformation]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>The proxy's credential.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Uses no proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Seconds for making a connection; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int ConnectionTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds of silence; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int OperationTimeoutSeconds { get; set; } = 30;

    /// <summary>How often a request is repeated.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 2;

    /// <summary>Seconds before the first repetition.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>Allows a secret over plain http to another host.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SoraSession session;
        try
        {
            var options = Options();
            session = new SoraSession(Name ?? NameOf(options.Uri), options);
        }
        catch (ArgumentException e)
        {
            Report(e, Address.WithoutSecret(Uri));
            return;
        }

        SessionStore.Current.Add(session);
        EmitAll(session);
    }

    /// <summary>Short, unless a session of that name is for another address.</summary>
    private static string NameOf(Uri uri)
    {
        string name = uri.IsAbsoluteUri ? uri.Authority + uri.AbsolutePath.TrimEnd('/') : uri.OriginalString;
        return SessionStore.Current.Find(name) is { } taken && taken.Uri != uri ? uri.AbsoluteUri : name;
    }

    private Dictionary<string, string>? HeadersAsText()
    {
        if (Headers is null)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in Headers)
        {
            if (!LanguagePrimitives.TryConvertTo(header.Key, out string name) || !LanguagePrimitives.TryConvertTo(header.Value, out string value))
            {
                throw new ArgumentException(Messages.HeaderIsNoText);
            }

            headers[name] = value;
        }

        return headers;
    }

    private SoraClientOptions Options() => new(Uri ?? Address.Parse(SessionStore.ImplicitAddress))
    {
        Token = Token is null ? null : new NetworkCredential(string.Empty, Token).Password,
        Credential = Credential?.GetNetworkCredential(),
        Headers = HeadersAsText(),
        Certificate = Certificate,
        SkipCertificateCheck = SkipCertificateCheck.IsPresent,
        Proxy = Proxy,
        ProxyCredential = ProxyCredential?.GetNetworkCredential(),
        NoProxy = NoProxy.IsPresent,
        ConnectionTimeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        AllowUnencryptedAuthentication = AllowUnencryptedAuthentication.IsPresent,
        Json = PowerShellJson.Shared,
    };
}
