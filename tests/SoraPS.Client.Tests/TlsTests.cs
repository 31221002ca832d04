using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>https, with certificates that nobody trusts.</summary>
public sealed class TlsTests
{
    private static readonly X509Certificate2 ServerCertificate = Certificates.SelfSigned();
    private static readonly X509Certificate2 ClientCertificate = Certificates.NewClientCertificate();
    private static readonly string Done = RawServer.Json(200, "{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}");

    [Fact]
    public async Task An_untrusted_certificate_is_refused()
    {
        using var server = Server();
        using var client = TestClient.Create(server.Uri, retries: 2);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraCertificateError, error.Error);
        Assert.Null(error.StatusCode);
        Assert.Equal(server.Uri, error.RequestUri);
    }

    [Fact]
    public async Task Skipping_the_check_is_for_one_client_only()
    {
        using var server = Server();
        using var trusting = Client(server.Uri);
        using var careful = TestClient.Create(server.Uri);

        Assert.Empty(await TestClient.ListAsync(trusting));
        Assert.Equal(SoraError.SoraCertificateError, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(careful))).Error);
        Assert.Empty(await TestClient.ListAsync(trusting));
    }

    [Fact]
    public async Task The_client_certificate_is_shown_to_the_server()
    {
        var certificate = ClientCertificate;
        string? shown = null;
        using var server = Server(thumbprint => shown = thumbprint);
        using var client = Client(server.Uri, certificate);

        await TestClient.ListAsync(client);

        Assert.Equal(certificate.Thumbprint, shown);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task The_client_certificate_is_not_shown_to_another_port_of_the_same_host(string host)
    {
        var certificate = ClientCertificate;
        var shown = new ConcurrentQueue<(string Where, string? Thumbprint)>();
        using var elsewhere = Server(thumbprint => shown.Enqueue(("elsewhere", thumbprint)), RawServer.Head(307, "location: /again", "content-length: 0"), Done);
        using var own = Server(thumbprint => shown.Enqueue(("own", thumbprint)), RawServer.Head(307, "location: " + At(elsewhere, host).AbsoluteUri, "content-length: 0"), Done);
        using var client = Client(At(own, host), certificate);

        Assert.Equal("C1", (await TestClient.DisconnectAsync(client)).ConnectionId);
        Assert.Equal("C1", (await TestClient.DisconnectAsync(client)).ConnectionId);

        Assert.Equal(new[] { ("own", certificate.Thumbprint), ("elsewhere", null) }, shown);
    }

    [Fact]
    public async Task The_client_certificate_is_shown_again_where_a_redirect_leads_back()
    {
        var certificate = ClientCertificate;
        var shown = new ConcurrentQueue<string?>();
        Uri? back = null;
        using var elsewhere = new StreamServer(async stream =>
        {
            await StreamServer.ReadRequestAsync(stream);
            await StreamServer.WriteAsync(stream, RawServer.Head(307, "location: " + back, "content-length: 0"));
        });
        using var own = Server(shown.Enqueue, RawServer.Head(307, "location: " + elsewhere.Uri, "content-length: 0", "connection: close"), Done);
        back = new Uri(own.Uri, "/back");
        using var client = Client(own.Uri, certificate);

        Assert.Equal("C1", (await TestClient.DisconnectAsync(client)).ConnectionId);

        Assert.Equal(new[] { certificate.Thumbprint, certificate.Thumbprint }, shown);
    }

    [Fact]
    public async Task The_caller_may_dispose_the_client_certificate()
    {
        string? shown = null;
        using var server = Server(thumbprint => shown = thumbprint);
        var certificate = Certificates.NewClientCertificate();
        string thumbprint = certificate.Thumbprint;
        using var client = Client(server.Uri, certificate);
        certificate.Dispose();

        await TestClient.ListAsync(client);

        Assert.Equal(thumbprint, shown);
        Assert.Throws<ArgumentException>(() => new SoraClientOptions(server.Uri) { Certificate = certificate });
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_apart_from_a_certificate_error()
    {
        using var server = new StreamServer(async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16);
            await StreamServer.WriteAsync(stream, RawServer.Head(400, "connection: close"));
        });
        using var client = TestClient.Create(new UriBuilder(server.Uri) { Scheme = "https" }.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraInvalidResponse, true, SoraDelivery.No), (error.Error, error.IsSchemeMismatch, error.Delivered));
    }

    private static SoraClient Client(Uri uri, X509Certificate2? certificate = null) => new(new SoraClientOptions(uri)
    {
        SkipCertificateCheck = true,
        Certificate = certificate,
        ConnectionTimeout = TestClient.SafetyLimit,
    });

    private static Uri At(StreamServer server, string host) => new UriBuilder(server.Uri) { Host = host }.Uri;

    private static StreamServer Server(Action<string?>? clientCertificate = null, params string[] answers)
    {
        int answered = 0;
        return new(
            async stream =>
            {
                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = ServerCertificate,
                    ClientCertificateRequired = clientCertificate is not null,
#pragma warning disable CA5359 // It takes whoever comes, and a test looks who came.
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        clientCertificate?.Invoke((certificate as X509Certificate2)?.Thumbprint);
                        return true;
                    },
#pragma warning restore CA5359
                });
                while (true)
                {
                    await StreamServer.ReadRequestAsync(tls);
                    int number = Interlocked.Increment(ref answered) - 1;
                    await StreamServer.WriteAsync(tls, answers.Length == 0 ? RawServer.Json(200, "[]") : answers[Math.Min(number, answers.Length - 1)]);
                }
            },
            "https");
    }
}
