using System.Net;
using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What a client refuses to be made of, and what the server gets to see of the rest.</summary>
public sealed class OptionsTests
{
    private static readonly Uri Server = new("https://sora.example/");
    private static readonly Uri Proxy = new("http://127.0.0.1:3128/");
    private static readonly NetworkCredential Operator = new("operator", "pässword");

    [Theory]
    [InlineData("ftp://sora.example/")]
    [InlineData("file:///sora")]
    [InlineData("localhost:3000")]
    [InlineData("mailto:sora@example.com")]
    [InlineData("/relative")]
    [InlineData("http://user@sora.example/")]
    [InlineData("https://user:password@sora.example/")]
    public void An_address_that_is_no_plain_http_URL_is_refused(string uri) =>
        Assert.Throws<ArgumentException>(() => new SoraClient(new Uri(uri, UriKind.RelativeOrAbsolute)));

    [Theory]
    [InlineData("/proxy")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://user:password@127.0.0.1/")]
    public void A_proxy_that_cannot_be_one_is_refused(string proxy) =>
        AssertRefused(new SoraClientOptions(Server) { Proxy = new Uri(proxy, UriKind.RelativeOrAbsolute) });

    [Fact]
    public void A_token_and_a_credential_exclude_each_other() => AssertRefused(new SoraClientOptions(Server) { Token = "secret", Credential = Operator });

    [Fact]
    public void A_proxy_and_no_proxy_exclude_each_other() => AssertRefused(new SoraClientOptions(Server) { Proxy = Proxy, NoProxy = true });

    [Fact]
    public async Task Limits_that_no_timer_takes_are_refused()
    {
        foreach (var limit in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromDays(25), TimeSpan.MaxValue })
        {
            AssertRefused(new SoraClientOptions(Server) { ConnectionTimeout = limit });
            AssertRefused(new SoraClientOptions(Server) { OperationTimeout = limit });
            AssertRefused(new SoraClientOptions(Server) { RetryInterval = limit });
        }

        var longest = TimeSpan.FromDays(24);
        await SentAsync(uri => new SoraClientOptions(uri) { ConnectionTimeout = longest, OperationTimeout = longest, RetryInterval = longest, MaximumRetryCount = int.MaxValue });
    }

    [Theory]
    [InlineData("x-sora-target", "Sora_20151104.DisconnectChannel")]
    [InlineData("X-Sora-Target", "Sora_20151104.DisconnectChannel")]
    [InlineData("content-type", "text/plain")]
    [InlineData("Content-Length", "5")]
    [InlineData("x-custom", "a\r\nx-injected: b")]
    [InlineData("x-custom", "a\nb")]
    [InlineData("x-custom", "a\0")]
    [InlineData("x-custom", "日本語")]
    [InlineData("x-custom\r\nx-injected", "a")]
    [InlineData("x custom", "a")]
    [InlineData("", "a")]
    public void A_header_that_must_not_be_set_is_refused(string name, string value) => AssertRefused(With(Server, name, value));

    [Theory]
    [InlineData("line\r\nbreak")]
    [InlineData("日本語")]
    public void A_token_that_cannot_be_sent_is_refused(string token) => AssertRefused(new SoraClientOptions(Server) { Token = token });

    [Fact]
    public void An_authorization_header_beside_a_token_is_refused() => AssertRefused(new SoraClientOptions(Server)
    {
        Token = "secret",
        Headers = new Dictionary<string, string> { ["authorization"] = "Basic abc" },
    });

    public static TheoryData<string> PlainHosts => new()
    {
        "http://sora.example/", "http://10.0.0.5:3000/", "http://192.168.1.1/api", "http://0.0.0.0/", "http://[::]/", "http://[fe80::1]/", "http://[2001:db8::1]:3000/",
        "http://127.0.0.1.evil.example/", "http://localhost.evil.example/", "http://x.localhost/", "http://evil.example/127.0.0.1", "http://[::127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
        "http://127.0.0.256/", "http://localhost./", "http://127.0.0.1./", "http://0x7f000001.evil.example/", "http://128.0.0.1/", "http://3232235777/",
    };

    [Theory]
    [MemberData(nameof(PlainHosts))]
    public void A_secret_over_plain_http_to_another_host_must_be_allowed(string uri)
    {
        var at = new Uri(uri);

        AssertRefused(new SoraClientOptions(at) { Token = "secret" });
        AssertRefused(new SoraClientOptions(at) { Credential = Operator });
        AssertRefused(With(at, "Authorization", "Bearer secret"));
        AssertRefused(With(at, "Cookie", "a=b"));
        AssertRefused(With(at, "X-Api-Key", "secret"));
        new SoraClient(With(at, "x-sora-release-channel", "canary")).Dispose();
        new SoraClient(new SoraClientOptions(at) { Token = "secret", AllowUnencryptedAuthentication = true }).Dispose();
    }

    [Theory]
    [InlineData("https://sora.example/")]
    [InlineData("http://localhost:3000/")]
    [InlineData("http://127.0.0.1:3000/")]
    [InlineData("http://[::1]:3000/")]
    [InlineData("http://127.0.0.2/")]
    [InlineData("http://LOCALHOST/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    public void A_secret_over_https_or_to_loopback_is_allowed(string uri) =>
        new SoraClient(new SoraClientOptions(new Uri(uri)) { Token = "secret" }).Dispose();

    [Theory]
    [InlineData("http://127.0.0.1:3000/", "http://proxy.example:3128/", true)]
    [InlineData("http://127.0.0.1:3000/", "https://proxy.example/", true)]
    [InlineData("http://sora.example/", "http://127.0.0.1:3128/", true)]
    [InlineData("https://sora.example/", "http://proxy.example:3128/", false)]
    [InlineData("http://127.0.0.1:3000/", "http://127.0.0.1:3128/", false)]
    public void A_proxy_may_be_the_other_host(string uri, string proxy, bool refused)
    {
        var options = new SoraClientOptions(new Uri(uri)) { Token = "secret", Proxy = new Uri(proxy) };

        Assert.Equal(refused, Record.Exception(() => new SoraClient(options).Dispose()) is ArgumentException);
        AssertUsable(new SoraClientOptions(new Uri(uri)) { Token = "secret", Proxy = new Uri(proxy), AllowUnencryptedAuthentication = true });
    }

    [Theory]
    [InlineData("http://proxy.example:3128/", true)]
    [InlineData("socks5://proxy.example/", true)]
    [InlineData("https://proxy.example/", false)]
    [InlineData("http://127.0.0.1:3128/", false)]
    public void The_password_for_a_proxy_is_a_secret_too(string proxy, bool refused)
    {
        var options = new SoraClientOptions(Server) { Proxy = new Uri(proxy), ProxyCredential = Operator };

        Assert.Equal(refused || !IsUsable(options), Record.Exception(() => new SoraClient(options).Dispose()) is ArgumentException);
        AssertUsable(new SoraClientOptions(Server) { Proxy = new Uri(proxy), ProxyCredential = Operator, AllowUnencryptedAuthentication = true });
        AssertUsable(new SoraClientOptions(Server) { Proxy = new Uri(proxy) });
    }

    [Fact]
    public async Task Only_encodings_that_this_NET_reads_are_offered()
    {
#if NETFRAMEWORK
        const string Encodings = "gzip";
#else
        const string Encodings = "gzip, deflate, br";
#endif
        var sent = await SentAsync(uri => new SoraClientOptions(uri));

        Assert.Equal(Encodings, sent.Headers["accept-encoding"]);
    }

    [Fact]
    public async Task The_token_is_sent_as_a_bearer_token()
    {
        var sent = await SentAsync(uri => new SoraClientOptions(uri) { Token = "se.cr-et_~+/=" });

        Assert.Equal("Bearer se.cr-et_~+/=", sent.Headers["authorization"]);
    }

    [Fact]
    public async Task The_credential_is_sent_with_the_first_request_in_UTF_8()
    {
        var sent = await SentAsync(uri => new SoraClientOptions(uri) { Credential = Operator });

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("operator:pässword")), sent.Headers["authorization"]);
    }

    [Fact]
    public async Task Custom_headers_are_sent_as_they_are()
    {
        var sent = await SentAsync(uri => With(uri, "x-sora-release-channel", "canary, \"quoted\"; a=b"));

        Assert.Equal("canary, \"quoted\"; a=b", sent.Headers["x-sora-release-channel"]);
    }

    [Fact]
    public async Task Without_options_nothing_identifies_us_but_the_product()
    {
        var sent = await SentAsync(uri => new SoraClientOptions(uri));

        Assert.StartsWith("SoraPS/", sent.Headers["user-agent"], StringComparison.Ordinal);
        Assert.Equal("application/json", sent.Headers["accept"]);
        Assert.False(sent.Headers.ContainsKey("authorization"));
        Assert.False(sent.Headers.ContainsKey("expect"));
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/sora-api/")]
    [InlineData("/a%2Fb/api")]
    public async Task The_path_is_kept_as_it_is(string path)
    {
        var sent = await SentAsync(uri => new SoraClientOptions(new Uri(uri, path)));

        Assert.Equal("POST " + path + " HTTP/1.1", sent.Line);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        using var server = new RawServer(RawServer.Head(200, "set-cookie: a=b; path=/", "content-length: 2") + "[]");
        using var client = TestClient.Create(server.Uri);

        await TestClient.ListAsync(client);
        await TestClient.ListAsync(client);

        Assert.False(server.Requests[1].Headers.ContainsKey("cookie"));
    }

    [Fact]
    public async Task A_proxy_gets_the_whole_address()
    {
        using var proxy = new RawServer(RawServer.Json(200, "[]"));
        using var client = new SoraClient(new SoraClientOptions(new Uri("http://sora.example:3000/api")) { Proxy = proxy.Uri });

        Assert.Empty(await TestClient.ListAsync(client));

        Assert.Equal("POST http://sora.example:3000/api HTTP/1.1", Assert.Single(proxy.Requests).Line);
        Assert.Equal("sora.example:3000", proxy.Requests[0].Headers["host"]);
    }

    [Fact]
    public async Task A_proxy_that_asks_for_it_gets_its_credential_and_the_server_s_stays_what_it_is()
    {
        using var proxy = new RawServer(RawServer.Head(407, "proxy-authenticate: Basic realm=\"x\"", "content-length: 0"), RawServer.Json(200, "[]"));
        using var client = new SoraClient(new SoraClientOptions(new Uri("http://sora.example/")) { Proxy = proxy.Uri, ProxyCredential = new("user", "password"), MaximumRetryCount = 0 });

        Assert.Empty(await TestClient.ListAsync(client));

        Assert.False(proxy.Requests[0].Headers.ContainsKey("proxy-authorization"));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:password")), proxy.Requests[1].Headers["proxy-authorization"]);
        Assert.False(proxy.Requests[1].Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task A_proxy_that_refuses_us_is_a_proxy_error()
    {
        using var proxy = new RawServer(RawServer.Json(407, string.Empty));
        using var client = new SoraClient(new SoraClientOptions(new Uri("http://sora.example/")) { Proxy = proxy.Uri });

        Assert.Equal(SoraError.SoraProxyError, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).Error);
    }

    // .NET Framework has no other proxies, and refuses them before anything is sent.
#if NETFRAMEWORK
    private static bool IsUsable(SoraClientOptions options) => options.Proxy is null or { Scheme: "http" };
#else
    private static bool IsUsable(SoraClientOptions options) => options.Proxy is null or { Scheme: "http" or "https" or "socks4" or "socks4a" or "socks5" };
#endif

    private static void AssertUsable(SoraClientOptions options)
    {
        if (IsUsable(options))
        {
            new SoraClient(options).Dispose();
        }
        else
        {
            AssertRefused(options);
        }
    }

    private static void AssertRefused(SoraClientOptions options) => Assert.ThrowsAny<ArgumentException>(() => new SoraClient(options));

    private static SoraClientOptions With(Uri uri, string name, string value) => new(uri) { Headers = new Dictionary<string, string> { [name] = value } };

    private static async Task<RawRequest> SentAsync(Func<Uri, SoraClientOptions> options)
    {
        using var server = new RawServer(RawServer.Json(200, "[]"));
        using var client = new SoraClient(options(server.Uri));
        await TestClient.ListAsync(client);
        return Assert.Single(server.Requests);
    }
}
