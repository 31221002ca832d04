using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SoraPS.Commands.Execution;

namespace SoraPS;

/// <summary>A client certificate: one that was given, the thumbprint of one in the store of the user or the machine, or the path of a PFX or PEM file.</summary>
public sealed class SoraClientCertificate
{
    private static readonly Regex ThumbprintText = new("^[0-9a-f]{40}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly X509Certificate2? _given;

    internal SoraClientCertificate(X509Certificate2 certificate) => (_given, Thumbprint) = (certificate, certificate.Thumbprint);

    /// <param name="text">A thumbprint of 40 hexadecimal digits, or else a full path.</param>
    internal SoraClientCertificate(string text)
    {
        if (IsThumbprint(text))
        {
            Thumbprint = text.ToUpperInvariant();
        }
        else
        {
            Path = text;
        }
    }

    /// <summary>The thumbprint; null for a file.</summary>
    public string? Thumbprint { get; }

    /// <summary>The file; null for one that is not in a file.</summary>
    public string? Path { get; }

    /// <summary>The thumbprint or the path.</summary>
    public override string ToString() => SafeText.ForDisplay(Thumbprint ?? Path);

    internal static bool IsThumbprint(string text) => ThumbprintText.IsMatch(text);

    /// <summary>What another shell can load it by.</summary>
    /// <exception cref="ArgumentException">It is in no store and no file, or cannot be loaded.</exception>
    internal string ToKept()
    {
        if (_given is not null && Find(_given.Thumbprint) is null)
        {
            throw new ArgumentException(Messages.CertificateNotInStore);
        }

        Load().Dispose();
        return (Thumbprint ?? Path)!;
    }

    /// <summary>The certificate with its private key. The caller disposes it.</summary>
    /// <exception cref="ArgumentException">It is not there, or has no private key.</exception>
    internal X509Certificate2 Load()
    {
        var certificate = _given is not null ? new X509Certificate2(_given)
            : Path is null ? Find(Thumbprint!) ?? throw new ArgumentException(SafeMessage.Format(Messages.CertificateNotFound, Thumbprint!))
            : LoadFile(Path);
        return certificate.HasPrivateKey || _given is not null ? certificate : throw new ArgumentException(SafeMessage.Format(Messages.CertificateWithoutKey, ToString()));
    }

    private static X509Certificate2? Find(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            try
            {
                using var store = new X509Store(StoreName.My, location);
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
                if (found.Count > 0)
                {
                    return found[0];
                }
            }
            catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException or UnauthorizedAccessException)
            {
                // The store does not exist here.
            }
        }

        return null;
    }

    private static X509Certificate2 LoadFile(string path)
    {
        try
        {
#if NET
            if (File.ReadAllText(path).Contains("-----BEGIN "))
            {
                // The TLS of Windows does not use a key that is only in memory.
                using var pem = X509Certificate2.CreateFromPemFile(path);
                return new X509Certificate2(pem.Export(X509ContentType.Pkcs12));
            }
#endif
            return new X509Certificate2(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or NotSupportedException)
        {
            throw new ArgumentException(SafeMessage.Format(e is CryptographicException ? Messages.CertificateNotReadable : Messages.FileNotReadable, path, e.Message.TrimEnd('.')));
        }
    }
}
