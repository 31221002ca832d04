using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SoraPS.TestServers;

/// <summary>Certificates of servers: a self-signed one, and three issued by an authority that a test may have its process trust.</summary>
public static class Certificates
{
    private static readonly Lazy<X509Certificate2> Authority = new(() => Make("CN=SoraPS test authority", 1, null, isAuthority: true));
    private static readonly Lazy<X509Certificate2> Own = new(() => Make("CN=localhost", 1, "localhost", isAuthority: false));
    private static readonly Lazy<X509Certificate2> Good = new(() => Make("CN=localhost", 1, "localhost", false, Authority.Value));
    private static readonly Lazy<X509Certificate2> Old = new(() => Make("CN=localhost", -1, "localhost", false, Authority.Value));
    private static readonly Lazy<X509Certificate2> Other = new(() => Make("CN=other.example", 1, "other.example", false, Authority.Value));

    /// <summary>The authority's certificate as PEM.</summary>
    public static string AuthorityPem =>
        "-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(Authority.Value.Export(X509ContentType.Cert), Base64FormattingOptions.InsertLineBreaks) + "\n-----END CERTIFICATE-----\n";

    /// <summary>Self-signed.</summary>
    public static X509Certificate2 SelfSigned() => Own.Value;

    /// <summary>Issued by the authority, for 127.0.0.1 and localhost.</summary>
    public static X509Certificate2 Valid() => Good.Value;

    /// <summary>Issued by the authority, but no longer valid.</summary>
    public static X509Certificate2 Expired() => Old.Value;

    /// <summary>Issued by the authority, but for other.example.</summary>
    public static X509Certificate2 OfAnotherName() => Other.Value;

    /// <summary>A new one of a client, self-signed. The caller may dispose it.</summary>
    public static X509Certificate2 NewClientCertificate() => Make("CN=operator", 1, null, isAuthority: false);

    private static X509Certificate2 Make(string subject, int daysLeft, string? host, bool isAuthority, X509Certificate2? issuer = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            if (host == "localhost")
            {
                names.AddIpAddress(IPAddress.Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        var from = DateTimeOffset.UtcNow.AddDays(-3);
        var to = DateTimeOffset.UtcNow.AddDays(daysLeft);
        if (issuer is null)
        {
            using var own = request.CreateSelfSigned(from, to);
            return new X509Certificate2(own.Export(X509ContentType.Pfx)); // Windows' TLS takes no key that lives in memory only
        }

        using var issued = request.Create(issuer, from, to < issuer.NotAfter ? to : issuer.NotAfter, Guid.NewGuid().ToByteArray());
        using var withKey = issued.CopyWithPrivateKey(key);
        return new X509Certificate2(withKey.Export(X509ContentType.Pfx));
    }
}
