using System.Net;
using SoraPS.Http;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What an exception says beyond the kind of error: whether the request may have been carried out, what a page says, which proxy it was.</summary>
public sealed class ErrorDetailTests
{
    /// <summary>What a server does with a change, and whether the change may have taken effect.</summary>
    public static TheoryData<string, string, SoraDelivery> Deliveries => new()
    {
        { "400", "400 Bad Request", SoraDelivery.Refused },
        { "404", "404 Not Found", SoraDelivery.Refused },
        { "408", "408 Request Timeout", SoraDelivery.Refused },
        { "429", "429 Too Many Requests", SoraDelivery.Refused },
        { "302", "302 Found", SoraDelivery.Refused },
        { "503", "503 Service Unavailable", SoraDelivery.Refused },
        { "500", "500 Internal Server Error", SoraDelivery.Maybe },
        { "502", "502 Bad Gateway", SoraDelivery.Maybe },
        { "504", "504 Gateway Timeout", SoraDelivery.Maybe },
        { "a success that cannot be read", "200 OK", SoraDelivery.Maybe },
    };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task A_status_decides_whether_a_change_may_have_taken_effect(string name, string status, SoraDelivery expected)
    {
        using var server = new RawServer("HTTP/1.1 " + status + "\r\ncontent-length: 2\r\n\r\n42");
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.True(expected == error.Delivered, name);
        Assert.True(error.Changes);
    }

    [Fact]
    public async Task A_change_that_found_no_server_was_not_delivered()
    {
        using var client = TestClient.Create(RawServer.ClosedPort());

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraConnectionFailed, SoraDelivery.No), (error.Error, error.Delivered));
    }

    [Fact]
    public async Task A_limit_that_fires_before_a_request_is_sent_is_no_delivery_and_one_after_it_is()
    {
        using var silent = new RawServer(ServerStep.WaitForDisconnect);
        using var inTls = new SoraClient(new SoraClientOptions(new UriBuilder(silent.Uri) { Scheme = "https" }.Uri) { ConnectionTimeout = TimeSpan.FromMilliseconds(50) });
        using var sent = TestClient.Create(silent.Uri, operationTimeout: TimeSpan.FromMilliseconds(500));

        var before = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(inTls));
        var after = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(sent));

        Assert.Equal((SoraError.SoraTimeout, SoraDelivery.No), (before.Error, before.Delivered));
        Assert.Equal((SoraError.SoraTimeout, SoraDelivery.Maybe), (after.Error, after.Delivered));
        Assert.Contains("0.5 s", after.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_closed_after_the_request_may_have_delivered_it()
    {
        using var server = new RawServer(ServerStep.Close);
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(SoraDelivery.Maybe, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).Delivered);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_message_is_the_detail_behind_operation_and_address()
    {
        using var server = new RawServer(RawServer.Json(404, string.Empty));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraOperations.ListConnections.Target, error.Operation);
        Assert.False(error.Changes);
        Assert.Contains(error.Operation, error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Uri.AbsoluteUri, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.Detail, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Operation, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>\r\n<head><title>502</title><style>p{}</style></head>\r\n<body>\r\n<h1>502 Bad Gateway</h1>\r\n<hr>nginx/1.24.0 &amp; more</body></html>", "\"502 Bad Gateway nginx/1.24.0 & more\"")]
    [InlineData("<html><head><title>Only a title</title></head></html>", "\"Only a title\"")]
    [InlineData("upstream connect error\r\n\r\nreset", "\"upstream connect error reset\"")]
    [InlineData("a\u001B[2Jb &#27;[2J", "\"a\\u001B[2Jb \\u001B[2J\"")]
    [InlineData("<!-- nothing to see -->", null)]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void A_page_is_quoted_in_one_harmless_line(string? page, string? expected) => Assert.Equal(expected, ResponseQuote.Of(page));

    [Theory]
    [InlineData("<head>")]
    [InlineData("<!--")]
    [InlineData("<script")]
    [InlineData("<")]
    [InlineData("x")]
    public void A_long_page_is_cut_and_takes_no_time(string piece)
    {
        string? quote = ResponseQuote.Of(string.Concat(Enumerable.Repeat(piece, 1_000_000)));

        Assert.True(quote is null || quote.Length < 210, quote);
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_in_the_detail_and_kept_whole()
    {
        const string Page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
        using var server = new RawServer(RawServer.Json(502, Page));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Contains("\"502 Bad Gateway\"", error.Detail, StringComparison.Ordinal);
        Assert.Equal(Page, error.ResponseBody);
    }

    [Theory]
    [InlineData("<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>")]
    [InlineData("Client sent an HTTP request to an HTTPS server.\n")]
    [InlineData("Reason: You're speaking plain HTTP to an SSL-enabled server port.")]
    public async Task A_port_that_expects_TLS_says_so_in_a_page(string page)
    {
        using var server = new RawServer(RawServer.Json(400, page));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((true, SoraDelivery.Refused), (error.IsSchemeMismatch, error.Delivered));
    }

    [Fact]
    public async Task Or_in_TLS()
    {
        using var server = new RawServer(ServerStep.Send(0x15, 3, 3, 0, 2, 2, 10) + "\r\n\r\n\r\n" + ServerStep.Close);
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraInvalidResponse, true, SoraDelivery.Refused), (error.Error, error.IsSchemeMismatch, error.Delivered));
    }

    [Theory]
    [InlineData(407, false)]
    [InlineData(407, true)]
    [InlineData(403, false)]
    [InlineData(502, false)]
    public async Task A_proxy_that_refuses_the_tunnel_is_named(int status, bool hasCredential)
    {
        using var proxy = new RawServer(RawServer.Head(status, "proxy-authenticate: Basic realm=\"x\"", "content-length: 0"));
        using var client = new SoraClient(new SoraClientOptions(new Uri("https://sora.example/"))
        {
            Proxy = proxy.Uri,
            Token = "token-of-the-server",
            ProxyCredential = hasCredential ? new("user", "password") : null,
            MaximumRetryCount = 0,
        });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraProxyError, status, SoraDelivery.No), (error.Error, TestClient.StatusCode(error.StatusCode), error.Delivered));
        Assert.Equal((proxy.Uri, hasCredential), (error.Proxy, error.SentCredential));
    }

#if NETFRAMEWORK
    [Fact]
    public void Headers_without_an_end_are_no_HTTP() =>
        Assert.True(SendFailure.IsInvalidHttp(new HttpRequestException(null, new WebException(null, WebExceptionStatus.MessageLengthLimitExceeded))));

    [Theory]
    [InlineData(WebExceptionStatus.ProtocolError)]
    [InlineData(WebExceptionStatus.ConnectFailure)]
    public async Task The_status_of_a_proxy_is_found_within_the_exception_of_the_request(WebExceptionStatus outer)
    {
        using var proxy = new RawServer(RawServer.Head(407, "content-length: 0"));
        var refusal = await Assert.ThrowsAsync<WebException>(() => WebRequest.CreateHttp(proxy.Uri).GetResponseAsync());
        var cause = new HttpRequestException(null, new WebException(null, refusal, outer, null));

        Assert.True(SendFailure.IsProxyRefusal(cause));
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, SendFailure.GetProxyStatus(cause));
    }
#endif

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        using var client = new SoraClient(new SoraClientOptions(new Uri("https://sora.example/")) { Proxy = RawServer.ClosedPort(), MaximumRetryCount = 0 });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraConnectionFailed, error.Error);
        Assert.NotNull(error.Proxy);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("credential")]
    [InlineData("header")]
    [InlineData("nothing")]
    public async Task Whether_a_credential_was_sent_is_known(string kind)
    {
        using var server = new RawServer(RawServer.Json(401, string.Empty));
        using var client = new SoraClient(new SoraClientOptions(server.Uri)
        {
            Token = kind == "token" ? "secret-token" : null,
            Credential = kind == "credential" ? new("user", "password") : null,
            Headers = new Dictionary<string, string> { [kind == "header" ? "x-api-key" : "accept-language"] = "something" },
        });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal((SoraError.SoraUnauthorized, kind != "nothing"), (error.Error, error.SentCredential));
        Assert.Null(error.Proxy);
    }

    [Fact]
    public async Task A_credential_that_a_redirect_left_behind_was_not_sent()
    {
        using var other = new RawServer(RawServer.Json(401, string.Empty));
        using var server = new RawServer(RawServer.Head(307, "location: " + other.Uri, "content-length: 0"));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Token = "secret-token" });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal((false, server.Uri), (error.SentCredential, error.RedirectedFrom));
    }

    [Theory]
    [InlineData("[1,2,", SoraError.SoraIncomplete)]
    [InlineData("[1,2", SoraError.SoraIncomplete)]
    [InlineData("[1,2,x]", SoraError.SoraInvalidResponse)]
    public async Task A_list_says_how_many_objects_came_before_it_broke_off(string body, SoraError expected)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(client, SoraOperations.ListConnections.Target));

        Assert.Equal((expected, body == "[1,2" ? 1 : 2), (error.Error, error.ReceivedCount));
    }

    [Theory]
    [InlineData("{\"channel_id\":\"so")]
    [InlineData("{\"channel_id\":\"sora\"")]
    [InlineData("{")]
    [InlineData("[")]
    public async Task A_single_answer_that_ends_too_early_is_incomplete(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraIncomplete, SoraDelivery.Maybe), (error.Error, error.Delivered));
        Assert.Equal(body, error.ResponseBody);
    }
}
