using System.Net;
using System.Text;
using System.Text.Json;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What a client sends to identify itself is in no error, even where the server says it. Each test finds the mask in its place, or it would prove nothing.</summary>
public sealed class SecretsTests
{
    private const string Token = "hunter2-\"t/ö<k>\\en";
    private const string Sendable = "hunter2-tok/en=";

    public static TheoryData<string> Spellings => new()
    {
        Sendable,
        "hunter2-tok\\/en=",
        "\\u0068unter2-tok/en\\u003D",
        "hunter2%2Dtok%2fen%3D",
        "&#104;unter2&#x2d;tok/en=",
        "HUNTER2-TOK/EN=",
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task What_the_server_quotes_of_it_is_hidden(string quoted)
    {
        var error = await FailAsync(RawServer.Json(400, "{\"error_type\":\"No " + quoted + "\",\"error_reason\":{\"authorization\":[\"Bearer " + quoted + "\"],\"kept\":5}}"));

        Assert.Equal(SoraError.SoraApiError, error.Error);
        Assert.Equal("No ***", error.ErrorType);
        Assert.Equal("{\"authorization\":[\"Bearer ***\"],\"kept\":5}", error.ErrorReason);
        Assert.Equal("{\"error_type\":\"No ***\",\"error_reason\":{\"authorization\":[\"Bearer ***\"],\"kept\":5}}", error.ResponseBody);
        AssertSilent(error);
    }

    [Theory]
    [InlineData("a 401 page of a proxy", "HTTP/1.1 401 X\r\ncontent-length: 33\r\n\r\n<p>Bearer hunter2-tok/en= bad</p>")]
    [InlineData("a success that is not JSON", "HTTP/1.1 200 X\r\ncontent-length: 28\r\n\r\n<p>Bearer hunter2-tok/en=</p>")]
    [InlineData("a success that breaks off within it", "HTTP/1.1 200 X\r\ncontent-length: 99\r\n\r\n[\"hunter2-to")]
    public async Task It_is_hidden_in_the_body_that_is_kept(string what, string answer)
    {
        var error = await FailAsync(answer);

        Assert.True(error.ResponseBody!.Contains("***", StringComparison.Ordinal), what);
        AssertSilent(error);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 X\r\nhunter2-tok/en=\r\n\r\n")]
    [InlineData("HTTP/1.1 200 X\r\nhunter2-tok/en= : 1\r\n\r\n")]
    [InlineData("hunter2-tok/en=\r\n\r\n")]
    public async Task It_is_hidden_where_NET_quotes_the_server(string answer)
    {
        var error = await FailAsync(answer);

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.Contains("***", error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        AssertSilent(error);
    }

    [Theory]
    [InlineData("{0}\r\n\r\n")]
    [InlineData("HTTP/1.1 200 X\r\n{0}\r\n\r\n")]
    public async Task A_password_that_is_not_ASCII_is_hidden_however_NET_reads_it(string answer)
    {
        var error = await FailAsync(string.Format(null, answer, "hunter2-pässwörd"), uri => new SoraClientOptions(uri) { Credential = new("operator", "hunter2-pässwörd") });

        Assert.Contains("***", error.Message, StringComparison.Ordinal);
        AssertSilent(error);
    }

    [Fact]
    public async Task What_NET_says_is_kept_where_it_tells_nothing()
    {
        var error = await FailAsync("nonsense\r\n\r\n");

        Assert.Contains("nonsense", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task A_literal_that_JSON_quotes_is_hidden()
    {
        using var server = new RawServer(RawServer.Json(200, "[true-secret]"));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Token = "true-secret" });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.Contains("***", error.ResponseBody, StringComparison.Ordinal);
        Assert.DoesNotContain("true-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_one_costs_the_reason_not_the_type()
    {
        using var server = new RawServer(RawServer.Json(400, "{\"error_type\":\"Nope\",\"error_reason\":12345678}"));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Token = "12345678" });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraApiError, error.Error);
        Assert.Equal("Nope", error.ErrorType);
        Assert.Null(error.ErrorReason);
    }

    public static TheoryData<string, string, string> Headers => new()
    {
        { "X-Api-Key", "hunter2-key", "hunter2-key" },
        { "x-whatever", "hunter2-value", "hunter2-value" },
        { "Authorization", "Bearer hunter2-bearer", "hunter2-bearer" },
        { "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("operator:hunter2-basic")), "hunter2-basic" },
        { "Cookie", "a=1; sid=hunter2-sid", "hunter2-sid" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task The_value_of_a_header_is_hidden_and_so_is_what_is_secret_in_it(string name, string value, string quoted)
    {
        var error = await FailAsync(RawServer.Json(403, quoted + " and " + value), uri => new SoraClientOptions(uri) { Headers = new Dictionary<string, string> { [name] = value } });

        Assert.Equal("*** and ***", error.ResponseBody!.Replace("Basic ***", "***", StringComparison.Ordinal).Replace("Bearer ***", "***", StringComparison.Ordinal).Replace("a=1; sid=***", "***", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Accept", "application/json")]
    [InlineData("User-Agent", "runbook/1.0")]
    [InlineData("x-debug", "true")]
    public async Task What_is_no_secret_is_not_hidden(string name, string value)
    {
        var error = await FailAsync(RawServer.Json(400, "{\"error_type\":\"Bad\",\"error_reason\":[\"" + value + "\",true]}"), uri => new SoraClientOptions(uri) { Headers = new Dictionary<string, string> { [name] = value } });

        Assert.Contains(value, error.ResponseBody, StringComparison.Ordinal);
        Assert.Equal("[\"" + value + "\",true]", error.ErrorReason);
    }

    [Fact]
    public async Task Passwords_are_hidden_plain_and_as_they_are_sent()
    {
        var server = new NetworkCredential("operator", Token);
        var proxy = new NetworkCredential("operator", "hunter2-proxy", "DOMAIN");
        string[] quoted = { Token, JsonSerializer.Serialize(Token).Trim('"'), Uri.EscapeDataString(Token), WebUtility.HtmlEncode(Token), Base64("operator:" + Token), "hunter2-proxy", Base64("DOMAIN\\operator:hunter2-proxy") };

        var error = await FailAsync(RawServer.Json(500, string.Join(" ", quoted)), uri => new SoraClientOptions(uri) { Credential = server, Proxy = uri, ProxyCredential = proxy });

        Assert.Equal(string.Join(" ", quoted.Select(_ => "***")), error.ResponseBody);
    }

    [Theory]
    [InlineData("/next?key=of-another-server", "/next")]
    [InlineData("/hunter2-tok/en=/x", "/hidden/x")]
    [InlineData("/next#of-another-server", "/next")]
    public async Task The_address_of_a_redirect_is_shown_without_what_may_be_secret_in_it(string location, string shown)
    {
        using var server = new RawServer(RawServer.Head(307, "location: " + location, "content-length: 0"), RawServer.Json(400, "{\"error_type\":\"No\"}"), RawServer.Json(200, "<p>"));
        using var client = Client(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(new Uri(server.Uri, shown), error.RequestUri);
        Assert.Equal("POST " + location.Split('#')[0] + " HTTP/1.1", server.Requests[1].Line);
        AssertSilent(error);
    }

    [Fact]
    public async Task It_is_hidden_in_the_name_of_a_host_that_a_server_sends_us_to()
    {
        using var server = new RawServer(RawServer.Head(307, "location: http://hunter2host.invalid/", "content-length: 0"));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Token = "hunter2host", MaximumRetryCount = 0, NoProxy = true });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(new Uri("http://hidden.invalid/"), error.RequestUri);
        AssertSilent(error);
    }

    [Fact]
    public async Task What_the_answer_of_a_success_holds_is_left_alone()
    {
        using var server = new RawServer(RawServer.Json(200, "[" + RawServer.Connection("sora", Sendable) + "]"));
        using var client = Client(server.Uri);

        Assert.Equal(Sendable, Assert.Single(await TestClient.ListAsync(client)).ConnectionId);
        Assert.Contains(Sendable, await client.InvokeRawAsync(SoraOperations.ListConnections), StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static SoraClient Client(Uri uri) => new(new SoraClientOptions(uri) { Token = Sendable, MaximumRetryCount = 0 });

    private static async Task<SoraApiException> FailAsync(string answer, Func<Uri, SoraClientOptions>? options = null)
    {
        using var server = new RawServer(answer + ServerStep.Close);
        using var client = options is null ? Client(server.Uri) : new SoraClient(options(server.Uri));
        return await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));
    }

    private static void AssertSilent(SoraApiException error)
    {
        string all = error + error.Message + error.ResponseBody + error.ErrorType + error.RequestUri + error.ErrorReason;
        Assert.DoesNotContain("hunter2", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("of-another-server", all, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("WWW-Authenticate: Bearer")]
    [InlineData("You must log in with Bearer ")]
    public void The_word_before_a_token_is_no_secret(string text)
    {
        var secrets = new SecretRedactor(new SoraClientOptions(new Uri("https://sora.example/")) { Headers = new Dictionary<string, string> { ["X-Auth"] = "Bearer abcdefghij" } });

        Assert.Equal(text, secrets.Redact(text));
        Assert.Equal("it ends with ***", secrets.Redact("it ends with Bearer abcdef"));
    }

    [Fact]
    public void Backslashes_are_found_escaped_or_not_and_without_trying_every_way()
    {
        var secrets = new SecretRedactor(new SoraClientOptions(new Uri("https://sora.example/")) { Token = new string('\\', 40) + "end" });

        Assert.Equal("a***b", secrets.Redact("a" + new string('\\', 40) + "endb"));
        Assert.Equal("a***b", secrets.Redact("a" + new string('\\', 80) + "endb"));
        string many = new string('\\', 2_000) + "x";
        Assert.Equal(many, secrets.Redact(many));
    }

    [Fact]
    public async Task Of_a_large_refusal_only_what_is_kept_is_looked_through()
    {
        string body = "{\"error_type\":\"TOO-LONG\",\"error_reason\":\"" + new string('x', 300_000) + "secret-token-1\"}";
        using var server = new RawServer(RawServer.Json(400, body));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Token = "secret-token-1", MaximumRetryCount = 0 });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal("TOO-LONG", error.ErrorType);
        Assert.Null(error.ErrorReason);
        Assert.Equal(256 * 1024, error.ResponseBody!.Length);
    }
}
