namespace SoraPS.Servers;

/// <summary>The options of a server as the user gave them, and the secrets that are read when the first request needs them.</summary>
/// <param name="Options">The options, without what is read later.</param>
/// <param name="TokenSecret">The name of the secret that is the token; null for none.</param>
/// <param name="Vault">The vault that has it; null for any.</param>
/// <param name="Certificate">The client certificate that is loaded later; null for none.</param>
internal sealed record ServerSettings(SoraClientOptions Options, string? TokenSecret = null, string? Vault = null, SoraClientCertificate? Certificate = null)
{
    /// <summary>The options with what requests need. Only the thread of a pipeline may ask for them: a vault may ask its user for a password.</summary>
    /// <exception cref="ArgumentException">The secret cannot be read, the certificate cannot be loaded, or the token cannot be sent.</exception>
    public SoraClientOptions ReadSecrets()
    {
        string? token = TokenSecret is null ? Options.Token : SecretReader.Read(TokenSecret, Vault);
        using var loaded = Certificate?.Load();
        return Options.WithSecrets(token, loaded ?? Options.Certificate);
    }
}
