using System.Net;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What a proxy does instead of making a tunnel, and how often it is asked for one when nobody said anything about retries.</summary>
public sealed class ProxyTests
{
    private const int Attempts = 3;

    [Theory]
    [InlineData(302, 1)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(407, 1)]
    [InlineData(429, Attempts)]
    [InlineData(500, 1)]
    [InlineData(501, 1)]
    [InlineData(502, Attempts)]
    [InlineData(503, Attempts)]
    [InlineData(504, Attempts)]
    public async Task A_proxy_that_refuses_the_tunnel_is_named_and_asked_again_only_where_that_may_help(int status, int expected)
    {
        await ForListAndChangeAsync(async call =>
        {
            using var proxy = new RawServer(RawServer.Head(status, "content-length: 0"));
            using var client = Create(proxy.Uri);

            var error = await TestClient.ExpectErrorAsync(() => call(client));

            AssertRefused(status, proxy, error);
            Assert.Equal(expected, proxy.Requests.Count);
        });
    }

    [Fact]
    public async Task A_wrong_password_is_sent_once()
    {
        await ForListAndChangeAsync(async call =>
        {
            using var proxy = new RawServer(RawServer.Head(407, "proxy-authenticate: Basic realm=\"x\"", "content-length: 0"));
            using var client = Create(proxy.Uri);

            var error = await TestClient.ExpectErrorAsync(() => call(client));

            AssertRefused(407, proxy, error);
            Assert.True(error.SentCredential);
            Assert.Single(proxy.Requests, request => request.Headers.ContainsKey("proxy-authorization"));
            Assert.InRange(proxy.Requests.Count, 1, 2); // the first may go without it
        });
    }

    [Fact]
    public async Task Garbage_in_the_place_of_an_answer_is_no_HTTP_and_is_asked_for_once()
    {
        await ForListAndChangeAsync(async call =>
        {
            using var proxy = new RawServer(ServerStep.Sequence("garbage\r\n\r\n", ServerStep.Close));
            using var client = Create(proxy.Uri);

            var error = await TestClient.ExpectErrorAsync(() => call(client));

            Assert.Equal((SoraError.SoraInvalidResponse, SoraDelivery.No, proxy.Uri), (error.Error, error.Delivered, error.Proxy));
            Assert.Single(proxy.Requests);
        });
    }

    [Theory]
    [InlineData("", SoraError.SoraCertificateError)]
    [InlineData("garbage, which is no answer to the beginning of TLS", SoraError.SoraInvalidResponse)]
    public async Task A_tunnel_with_no_server_at_its_end_is_asked_for_once(string answer, SoraError expected)
    {
        await ForListAndChangeAsync(async call =>
        {
            using var proxy = new RawServer(ServerStep.Sequence("HTTP/1.1 200 OK\r\n\r\n" + answer, ServerStep.Close));
            using var client = Create(proxy.Uri);

            var error = await TestClient.ExpectErrorAsync(() => call(client));

            Assert.Equal((expected, SoraDelivery.No, proxy.Uri), (error.Error, error.Delivered, error.Proxy));
            Assert.Single(proxy.Requests);
        });
    }

    [Theory]
    [InlineData(false, Attempts)]
    [InlineData(true, 1)]
    public async Task A_proxy_that_breaks_off_in_its_answer_is_named(bool changes, int expected)
    {
        using var proxy = new RawServer(ServerStep.Sequence("HTTP/1.1 20", ServerStep.Close));
        using var client = Create(proxy.Uri);

        var error = await TestClient.ExpectErrorAsync(() => changes ? TestClient.DisconnectAsync(client) : TestClient.ListAsync(client));

        Assert.Equal((SoraError.SoraConnectionFailed, SoraDelivery.No, proxy.Uri), (error.Error, error.Delivered, error.Proxy));
        Assert.Equal(expected, proxy.Requests.Count);
    }

#if NET
    [Theory]
    [InlineData(407, 1)]
    [InlineData(403, 1)]
    [InlineData(502, Attempts)]
    public async Task The_same_behind_TLS(int status, int expected)
    {
        using var proxy = new RawServer(Certificates.SelfSigned(), RawServer.Head(status, "content-length: 0"));
        using var client = Create(proxy.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        AssertRefused(status, proxy, error);
        Assert.Equal(expected, proxy.Requests.Count);
    }

    [Theory]
    [InlineData(new byte[] { 5, 0xFF }, new byte[0], 1)] // no method that both know
    [InlineData(new byte[] { 5, 2 }, new byte[] { 1, 1 }, 1)] // a wrong password
    [InlineData(new byte[] { 5, 0 }, new byte[] { 5, 4, 0, 1, 0, 0, 0, 0, 0, 0 }, Attempts)] // the server is not there
    public async Task A_SOCKS_proxy_that_refuses_is_asked_again_only_where_that_may_help(byte[] first, byte[] second, int expected)
    {
        await ForListAndChangeAsync(async call =>
        {
            int connections = 0;
            using var proxy = new StreamServer(
                async stream =>
                {
                    Interlocked.Increment(ref connections);
                    foreach (byte[] answer in new[] { first, second })
                    {
                        _ = await stream.ReadAsync(new byte[1000]);
                        await stream.WriteAsync(answer);
                    }
                },
                "socks5");
            using var client = Create(proxy.Uri);

            var error = await TestClient.ExpectErrorAsync(() => call(client));

            Assert.Equal((SoraError.SoraProxyError, SoraDelivery.No, proxy.Uri), (error.Error, error.Delivered, error.Proxy));
            Assert.Equal(expected, connections);
        });
    }

    [Fact]
    public void The_status_of_a_proxy_is_also_found_where_only_the_message_has_it()
    {
        var cause = new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy tunnel request to proxy 'http://127.0.0.1:3128/' failed with status code '407'.\"");

        Assert.True(SendFailure.IsProxyRefusal(cause));
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, SendFailure.GetProxyStatus(cause));
    }
#endif

    private static Task ForListAndChangeAsync(Func<Func<SoraClient, Task>, Task> test) =>
        Task.WhenAll(test(client => TestClient.ListAsync(client)), test(client => TestClient.DisconnectAsync(client)));

    private static void AssertRefused(int status, RawServer proxy, SoraApiException error)
    {
        Assert.Equal((SoraError.SoraProxyError, status, SoraDelivery.No), (error.Error, TestClient.StatusCode(error.StatusCode), error.Delivered));
        Assert.Equal(proxy.Uri, error.Proxy);
        Assert.All(proxy.Requests, request => Assert.Equal("CONNECT sora.example:443 HTTP/1.1", request.Line));
    }

    private static SoraClient Create(Uri proxy) => new(new SoraClientOptions(new Uri("https://sora.example/"))
    {
        Proxy = proxy,
        ProxyCredential = new NetworkCredential("operator", "wrong"),
        SkipCertificateCheck = true,
        RetryInterval = TimeSpan.Zero,
    });
}
