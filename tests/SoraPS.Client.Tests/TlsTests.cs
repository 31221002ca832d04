using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>https, with certificates that nobody trusts.</summary>
public sealed class TlsTests
{
    private static readonly X509Certificate2 ServerCertificate = SelfSigned("CN=localhost");

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var server = Server();
        using var client = Calls.Client(server.Uri, retries: 2);

        var error = await Calls.FailAsync(() => Calls.ListAsync(client));

        Assert.Equal(SoraError.SoraCertificateError, error.Error);
        Assert.Null(error.StatusCode);
        Assert.Equal(server.Uri, error.RequestUri);
    }

    [Fact]
    public async Task Skipping_the_check_is_for_one_client_only()
    {
        using var server = Server();
        using var trusting = new SoraClient(new SoraClientOptions(server.Uri) { SkipCertificateCheck = true });
        using var careful = Calls.Client(server.Uri);

        Assert.Empty(await Calls.ListAsync(trusting));
        Assert.Equal(SoraError.SoraCertificateError, (await Calls.FailAsync(() => Calls.ListAsync(careful))).Error);
        Assert.Empty(await Calls.ListAsync(trusting));
    }

    [Fact]
    public async Task The_client_certificate_is_shown_to_the_server()
    {
        using var certificate = SelfSigned("CN=operator");
        string? shown = null;
        using var server = Server(thumbprint => shown = thumbprint);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { SkipCertificateCheck = true, Certificate = certificate });

        await Calls.ListAsync(client);

        Assert.Equal(certificate.Thumbprint, shown);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_a_certificate_error()
    {
        using var server = new StreamServer(async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16);
            await StreamServer.SayAsync(stream, RawServer.Head(400, "connection: close"));
        });
        using var client = Calls.Client(new UriBuilder(server.Uri) { Scheme = "https" }.Uri);

        Assert.Equal(SoraError.SoraCertificateError, (await Calls.FailAsync(() => Calls.ListAsync(client))).Error);
    }

    private static StreamServer Server(Action<string?>? clientCertificate = null) => new(
        async stream =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = ServerCertificate,
                ClientCertificateRequired = clientCertificate is not null,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    clientCertificate?.Invoke((certificate as X509Certificate2)?.Thumbprint);
                    return certificate is not null || clientCertificate is null;
                },
            });
            while (true)
            {
                await StreamServer.RequestAsync(tls);
                await StreamServer.SayAsync(tls, RawServer.Json(200, "[]"));
            }
        },
        "https");

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new X509Certificate2(certificate.Export(X509ContentType.Pfx)); // Windows' TLS takes no key that lives in memory only.
    }
}
