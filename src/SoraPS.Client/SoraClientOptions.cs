using System.Net;
using System.Security.Cryptography.X509Certificates;
using SoraPS.Http;

namespace SoraPS;

/// <summary>The address of a Sora server, and how requests are sent to it.</summary>
public sealed class SoraClientOptions
{
    // Headers that decide about the operation and the framing of a request cannot be set.
    private static readonly string[] Reserved = { SoraClient.TargetHeader, "Connection", "Transfer-Encoding" };

#if NET
    private static readonly string[] ProxySchemes = { "http", "https", "socks4", "socks4a", "socks5" };
#else
    private static readonly string[] ProxySchemes = { "http" };
#endif

    // What .NET's timers take.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Dictionary<string, string>? _headers;
    private string? _token;
    private X509Certificate2? _certificate;

    /// <summary>Makes options for a server.</summary>
    /// <param name="uri">The address of the API, http or https, path included (<c>https://host/api</c>).</param>
    public SoraClientOptions(Uri uri) => Uri = uri ?? throw new ArgumentNullException(nameof(uri));

    /// <summary>The address of the API.</summary>
    public Uri Uri { get; }

    /// <summary>Sent as <c>Authorization: Bearer</c>. It is text in memory for as long as the options live, as the other secrets are. Sora itself has no authentication (sora-api 5); a proxy before it, or a hosted Sora, may ask for it.</summary>
    public string? Token
    {
        get => _token;
        init => _token = value;
    }

    /// <summary>True if <see cref="WithSecrets"/> will give the token: a client without it sends nothing. Until then the options are checked as if it were there.</summary>
    public bool RequiresToken { get; init; }

    /// <summary>Sent as <c>Authorization: Basic</c> with every request.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>More headers, sent with every request to the server's own origin.</summary>
    public IReadOnlyDictionary<string, string>? Headers
    {
        get => _headers;
        init => _headers = value?.ToDictionary(header => header.Key, header => header.Value);
    }

    /// <summary>The client certificate for TLS, with its private key. It is shown to the server's own origin only. A copy is kept: the one given may be disposed.</summary>
    public X509Certificate2? Certificate
    {
        get => _certificate;
        init => _certificate = Copy(value);
    }

    /// <summary>True if <see cref="WithSecrets"/> will give the client certificate: a client without it sends nothing.</summary>
    public bool RequiresCertificate { get; init; }

    /// <summary>Accepts any server certificate, for this client only.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The proxy; without it the system's, except to loopback addresses.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The proxy's credential. Sent when the proxy asks for it.</summary>
    public NetworkCredential? ProxyCredential { get; init; }

    /// <summary>Uses no proxy, not even the system's.</summary>
    public bool NoProxy { get; init; }

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may be silent: until the first byte of its answer, and between two reads of it.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated, where it may be (<see cref="RetryPolicy"/>).</summary>
    public int MaximumRetryCount { get; init; } = 2;

    /// <summary>The pause before the first repetition; it doubles with each.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Allows a secret to be sent over plain http to a host other than loopback.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }

    internal static Dictionary<string, string> Nothing { get; } = new();

    internal TimeSpan ReadAheadDelay { get; init; } = ReadAheadStream.DefaultDelay;

    /// <summary>How JSON of any shape becomes objects.</summary>
    public SoraJson Json { get; init; } = SoraJson.Default;

    /// <summary>The name that the server's certificate is for: a <c>Host</c> header decides about it, too.</summary>
    internal string TlsHost => (_headers ?? Nothing).FirstOrDefault(header => header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value?.Split(':')[0] ?? Uri.IdnHost;

    /// <summary>True if a request says who sends it.</summary>
    internal bool IdentifiesCaller => HasToken || Credential is not null || (_headers ?? Nothing).Keys.Any(HeaderNames.IdentifiesCaller);

    /// <summary>True if requests have a token, now or when it has been read.</summary>
    internal bool HasToken => Token is not null || RequiresToken;

    /// <summary>True if something that requests need is still missing.</summary>
    internal bool IsIncomplete => (RequiresToken && Token is null) || (RequiresCertificate && Certificate is null);

    /// <summary>True if an address is of the origin of <see cref="Uri"/>: scheme, host and port. What identifies the caller is sent to no other origin.</summary>
    public bool IsOwnOrigin(Uri address) => IsSameOrigin(address ?? throw new ArgumentNullException(nameof(address)), Uri);

    /// <summary>The same options with a token and a client certificate that were read later.</summary>
    public SoraClientOptions WithSecrets(string? token, X509Certificate2? certificate)
    {
        var copy = (SoraClientOptions)MemberwiseClone();
        copy._token = token;
        copy._certificate = Copy(certificate);
        return copy;
    }

    internal static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    internal void Validate()
    {
        if (!Uri.IsAbsoluteUri || (Uri.Scheme != Uri.UriSchemeHttp && Uri.Scheme != Uri.UriSchemeHttps) || Uri.Host.Length == 0)
        {
            throw new ArgumentException(Strings.UriNotHttp);
        }

        if (Proxy is not null && !(Proxy.IsAbsoluteUri && ProxySchemes.Contains(Proxy.Scheme)))
        {
            throw new ArgumentException(Strings.ProxyNotUsable);
        }

        if (Uri.UserInfo.Length > 0 || Proxy is { UserInfo.Length: > 0 })
        {
            throw new ArgumentException(Strings.UriWithSecret);
        }

        if (HasToken && Credential is not null)
        {
            throw new ArgumentException(Strings.TokenAndCredential);
        }

        if (new[] { Uri, Proxy }.Any(address => address is { Query.Length: > 0 } or { Fragment.Length: > 0 }))
        {
            throw new ArgumentException(Strings.UriWithQuery);
        }

        if (MaximumRetryCount < 0 || new[] { ConnectionTimeout, OperationTimeout, RetryInterval }.Any(limit => limit < TimeSpan.Zero || limit > LongestLimit))
        {
            throw new ArgumentException(Strings.LimitOutOfRange);
        }

        if (NoProxy && Proxy is not null)
        {
            throw new ArgumentException(Strings.ProxyAndNoProxy);
        }

        ValidateHeaders();
        if (!AllowUnencryptedAuthentication && (SendsSecretInTheClear() || SendsProxySecretInTheClear()))
        {
            throw new ArgumentException(Strings.SecretUnencrypted);
        }
    }

    /// <summary>The headers that identify the caller, and those that were given; only for requests that go to the origin of <see cref="Uri"/>.</summary>
    internal IEnumerable<KeyValuePair<string, string>> GetRequestHeaders()
    {
        if (Token is not null)
        {
            yield return new("Authorization", "Bearer " + Token);
        }

        if (Credential is not null)
        {
            yield return new("Authorization", "Basic " + Basic(Credential.UserName, Credential.Password));
        }

        foreach (var header in _headers ?? Nothing)
        {
            yield return header;
        }
    }

    private void ValidateHeaders()
    {
        using var request = new HttpRequestMessage();
        foreach (var header in GetRequestHeaders())
        {
            string name = header.Key == "Authorization" && Token is not null ? nameof(Token) : header.Key;
            bool isTaken = Reserved.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                || (header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && (request.Headers.Contains("Authorization") || (RequiresToken && Token is null)));
            if (isTaken || !request.Headers.TryAddWithoutValidation(header.Key, Sendable(header.Value, name)))
            {
                throw new ArgumentException(string.Format(Strings.Culture, Strings.HeaderRefused, SafeText.ForDisplay(header.Key)));
            }
        }
    }

    /// <summary>What a credential becomes on the wire.</summary>
    internal static string Basic(string user, string password) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(user + ":" + password));

    private static X509Certificate2? Copy(X509Certificate2? certificate) =>
        certificate is null ? null : certificate.Handle != IntPtr.Zero ? new X509Certificate2(certificate) : throw new ArgumentException(Strings.CertificateDisposed);

    // Through a proxy on another host, even the way to a loopback address leads over the network.
    private bool SendsSecretInTheClear() =>
        IdentifiesCaller
        && Uri.Scheme == Uri.UriSchemeHttp && !(Loopback.IsLoopback(Uri) && (Proxy is null || Loopback.IsLoopback(Proxy)));

    private bool SendsProxySecretInTheClear() =>
        ProxyCredential is not null && Proxy is not null && Proxy.Scheme != Uri.UriSchemeHttps && !Loopback.IsLoopback(Proxy);

    private static string Sendable(string? value, string name) => value is null || value.Any(c => c is (< ' ' and not '\t') or > '~')
        ? throw new ArgumentException(string.Format(Strings.Culture, Strings.HeaderValueRefused, SafeText.ForDisplay(name)))
        : value;
}
