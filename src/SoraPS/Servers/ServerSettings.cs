namespace SoraPS.Servers;

/// <summary>The options of a server as the user gave them, and the secrets that are read when the first request needs them.</summary>
/// <param name="Options">The options, without what is read later.</param>
/// <param name="TokenSecret">The name of the secret that is the token; null for none.</param>
/// <param name="Vault">The vault that has it; null for any.</param>
/// <param name="Certificate">The client certificate that is loaded later; null for none.</param>
internal sealed record ServerSettings(SoraClientOptions Options, string? TokenSecret = null, string? Vault = null, SoraClientCertificate? Certificate = null)
{
    /// <summary>True if requests say who sends them: a token, a credential, headers or a client certificate.</summary>
    public bool IdentifiesCaller => Options.Token is not null || TokenSecret is not null || Options.Credential is not null || Options.Headers is { Count: > 0 } || Options.Certificate is not null || Certificate is not null;

    /// <summary>The same options for another address, as after a redirect: what identifies the caller goes to the same origin only. So does the permission to send it unencrypted.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="isKept">Whether they are written into the file of the kept servers, which takes no secret.</param>
    public ServerSettings ForAddress(Uri uri, bool isKept)
    {
        bool isOwn = Options.IsOwnOrigin(uri);
        bool takesSecrets = isOwn && !isKept;
        string? secret = isOwn ? TokenSecret : null;
        var certificate = isOwn ? Certificate : null;
        var options = new SoraClientOptions(uri)
        {
            Token = takesSecrets ? Options.Token : null,
            RequiresToken = secret is not null,
            Credential = takesSecrets ? Options.Credential : null,
            Headers = takesSecrets ? Options.Headers : null,
            Certificate = takesSecrets ? Options.Certificate : null,
            RequiresCertificate = certificate is not null,
            SkipCertificateCheck = Options.SkipCertificateCheck,
            Proxy = Options.Proxy,
            ProxyCredential = isKept ? null : Options.ProxyCredential,
            NoProxy = Options.NoProxy,
            ConnectionTimeout = Options.ConnectionTimeout,
            OperationTimeout = Options.OperationTimeout,
            MaximumRetryCount = Options.MaximumRetryCount,
            RetryInterval = Options.RetryInterval,
            AllowUnencryptedAuthentication = isOwn && Options.AllowUnencryptedAuthentication,
            Json = Options.Json,
        };
        return new ServerSettings(options, secret, secret is null ? null : Vault, certificate);
    }

    /// <summary>The options with what requests need. Only the thread of a pipeline may ask for them: a vault may ask its user for a password.</summary>
    /// <exception cref="ArgumentException">The secret cannot be read, the certificate cannot be loaded, or the token cannot be sent.</exception>
    public SoraClientOptions ReadSecrets()
    {
        string? token = TokenSecret is null ? Options.Token : SecretReader.Read(TokenSecret, Vault);
        using var loaded = Certificate?.Load();
        return Options.WithSecrets(token, loaded ?? Options.Certificate);
    }
}
