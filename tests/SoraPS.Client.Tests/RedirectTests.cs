using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Redirects, which a node of a cluster may answer with (sora-api 0.6).</summary>
public sealed class RedirectTests
{
    private static readonly string Done = RawServer.Json(200, "{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}");

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task It_is_followed_with_method_headers_and_body(int status)
    {
        using var node = new RawServer(To("/next?node=2", status), Done);
        using var client = Secretive(node.Uri);

        Assert.Equal("C1", (await TestClient.DisconnectAsync(client)).ConnectionId);

        Assert.Equal(2, node.Requests.Count);
        Assert.Equal("POST /next?node=2 HTTP/1.1", node.Requests[1].Line);
        AssertSameRequest(node.Requests[0], node.Requests[1]);
        Assert.Equal("Bearer secret", node.Requests[1].Headers["authorization"]);
        Assert.Equal("mine", node.Requests[1].Headers["x-custom"]);
    }

    [Fact]
    public async Task A_change_that_one_server_has_received_is_not_sent_to_it_again()
    {
        using var node = new RawServer(To(RawServer.ClosedPort().AbsoluteUri, 307));
        using var client = TestClient.Create(node.Uri, retries: 3);

        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).Error);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task A_change_that_is_redirected_back_to_a_closed_port_is_not_sent_again()
    {
        var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        var port = ((IPEndPoint)first.LocalEndpoint).Port;
        var home = new Uri("http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture) + "/");
        using var node = new RawServer(To(home.AbsoluteUri + "again"));
        using var client = new SoraClient(new SoraClientOptions(home) { MaximumRetryCount = 3, RetryInterval = TimeSpan.FromSeconds(2) });
        var second = new TcpListener(IPAddress.Loopback, port);

        var call = TestClient.DisconnectAsync(client);
        using (var connection = await first.AcceptTcpClientAsync())
        {
            first.Stop();
            await StreamServer.ReadRequestAsync(connection.GetStream());
            await StreamServer.WriteAsync(connection.GetStream(), RawServer.Head(307, "location: " + node.Uri, "content-length: 0", "connection: close"));
        }

        // It has found nobody by then; if it tried again, it would find somebody, who says nothing.
        await Task.WhenAny(call, Task.Delay(1000));
        second.Start();

        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => call)).Error);
        Assert.Single(node.Requests);
        Assert.False(second.Pending());
        second.Stop();
    }

    [Fact]
    public async Task An_address_with_a_password_is_not_followed()
    {
        using var node = new RawServer(To("http://user:hunter2@127.0.0.1/", 307));
        using var client = TestClient.Create(node.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraRedirected, error.Error);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Another_origin_gets_the_request_but_not_what_identifies_us(int status)
    {
        using var other = new RawServer(Done);
        using var node = new RawServer(To(other.Uri.AbsoluteUri, status));
        using var client = Secretive(node.Uri);

        await TestClient.DisconnectAsync(client);

        AssertSameRequest(Assert.Single(node.Requests), Assert.Single(other.Requests));
        Assert.Equal("Bearer secret", node.Requests[0].Headers["authorization"]);
        Assert.False(other.Requests[0].Headers.ContainsKey("authorization"));
        Assert.False(other.Requests[0].Headers.ContainsKey("x-custom"));
    }

    [Fact]
    public async Task A_password_is_not_carried_to_another_origin()
    {
        using var other = new RawServer(Done);
        using var node = new RawServer(To(other.Uri.AbsoluteUri));
        using var client = new SoraClient(new SoraClientOptions(node.Uri) { Credential = new("user", "password") });

        await TestClient.DisconnectAsync(client);

        Assert.True(node.Requests[0].Headers.ContainsKey("authorization"));
        Assert.False(other.Requests[0].Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task A_request_without_a_body_stays_without_one()
    {
        using var node = new RawServer(To("/next"), RawServer.Json(200, "[]"));
        using var client = TestClient.Create(node.Uri);

        Assert.Empty(await TestClient.ListAsync(client));

        Assert.Equal("0", node.Requests[1].Headers["content-length"]);
        Assert.False(node.Requests[1].Headers.ContainsKey("content-type"));
    }

    [Fact]
    public async Task Five_in_a_row_are_followed()
    {
        using var node = new RawServer(To("/1"), To("/2"), To("/3"), To("/4"), To("/5"), Done);
        using var client = TestClient.Create(node.Uri);

        await TestClient.DisconnectAsync(client);

        Assert.Equal("POST /5 HTTP/1.1", node.Requests[^1].Line);
    }

    [Fact]
    public async Task A_loop_is_left_before_an_address_is_asked_twice()
    {
        using var node = new RawServer(To("/again"));
        using var client = TestClient.Create(node.Uri, retries: 2);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraRedirected, error.Error);
        Assert.Equal(307, TestClient.StatusCode(error.StatusCode));
        Assert.Equal(new Uri(node.Uri, "/again"), error.RequestUri);
        Assert.Equal(new Uri(node.Uri, "/again"), error.Location);
        Assert.Equal(node.Uri, error.RedirectedFrom);
        Assert.Equal(SoraDelivery.Refused, error.Delivered);
        Assert.Equal(new[] { "POST / HTTP/1.1", "POST /again HTTP/1.1" }, node.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task More_than_five_are_not_followed()
    {
        using var node = new RawServer(To("/1"), To("/2"), To("/3"), To("/4"), To("/5"), To("/6"), Done);
        using var client = TestClient.Create(node.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraRedirected, new Uri(node.Uri, "/6")), (error.Error, error.Location));
        Assert.Equal(6, node.Requests.Count);
    }

    [Theory]
    [InlineData("/api", "/api/")]
    [InlineData("/", "https://127.0.0.1/?key=hunter2")]
    [InlineData("/", "http://user:hunter2@127.0.0.1/")]
    public async Task A_redirect_that_is_not_followed_says_where_it_leads(string path, string location)
    {
        using var node = new RawServer(To(location, location.Contains('@') ? 307 : 301));
        using var client = TestClient.Create(new Uri(node.Uri, path));

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraRedirected, error.Error);
        Assert.Equal(new Uri(node.Uri, location).AbsolutePath, error.Location?.AbsolutePath);
        Assert.Contains(error.Location!.AbsoluteUri, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("location: file:///etc/passwd\r\n")]
    [InlineData("location: ftp://127.0.0.1/\r\n")]
    [InlineData("location: http://[nonsense/\r\n")]
    public async Task A_location_that_leads_nowhere_is_not_followed(string header)
    {
        using var node = new RawServer("HTTP/1.1 307 X\r\n" + header + "content-length: 0\r\n\r\n");
        using var client = TestClient.Create(node.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraRedirected, error.Error);
        Assert.Equal(307, TestClient.StatusCode(error.StatusCode));
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task Other_redirects_are_not_followed(int status)
    {
        using var node = new RawServer(To("/login", status), Done);
        using var client = TestClient.Create(node.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraRedirected, error.Error);
        Assert.Equal(status, TestClient.StatusCode(error.StatusCode));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task An_error_names_the_place_where_the_request_ended_up()
    {
        using var other = new RawServer(RawServer.Json(400, "{\"error_type\":\"Other\"}"));
        using var node = new RawServer(To(other.Uri.AbsoluteUri));
        using var client = TestClient.Create(node.Uri);

        Assert.Equal(other.Uri, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).RequestUri);
    }

    [Fact]
    public async Task A_redirect_to_a_closed_port_names_its_address()
    {
        var nobody = RawServer.ClosedPort();
        using var node = new RawServer(To(nobody.AbsoluteUri));
        using var client = TestClient.Create(node.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraConnectionFailed, error.Error);
        Assert.Equal((nobody, node.Uri), (error.RequestUri, error.RedirectedFrom));
        Assert.Equal(SoraDelivery.Refused, error.Delivered);
    }

    private static string To(string location, int status = 307) => RawServer.Head(status, "location: " + location, "content-length: 0");

    private static SoraClient Secretive(Uri uri) => new(new SoraClientOptions(uri) { Token = "secret", Headers = new Dictionary<string, string> { ["x-custom"] = "mine" } });

    private static void AssertSameRequest(RawRequest first, RawRequest second)
    {
        Assert.StartsWith("POST ", second.Line, StringComparison.Ordinal);
        Assert.Equal(first.Target, second.Target);
        Assert.Equal(first.Body, second.Body);
        Assert.NotEmpty(second.Body);
        Assert.Equal("application/json", second.Headers["content-type"]);
        Assert.Equal(first.Headers["content-length"], second.Headers["content-length"]);
    }
}
