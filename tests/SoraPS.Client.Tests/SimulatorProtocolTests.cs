using System.Text;
using static SoraPS.Client.Tests.RawHttpConnection;

namespace SoraPS.Client.Tests;

/// <summary>The simulator's HTTP, to the byte: what is known of Sora's server (sora-api 4.2 and 10).</summary>
public sealed class SimulatorProtocolTests : IDisposable
{
    private const string List = "Sora_20201013.ListConnections";
    private const string Cut = "Sora_20151104.DisconnectChannel";
    private const string Unknown = "Sora_20990101.DoSomething";
    private const string NotJson = "{\"channel_id\":";
    private static readonly string Unnamed = "\"error_reason\":{\"service\":\"Sora\",\"version\":\"20990101\",\"operation\":\"DoSomething\"}}";

    private readonly SoraSimulator _simulator = new();

    public static TheoryData<string, string, string?, string, string> Refusals => new()
    {
        { "missing header", "POST", null, "{}", "{\"type\":\"MissingHeaderName\"}" },
        { "the method comes before the header", "GET", null, "", "{\"type\":\"UnexpectedMethod\"}" },
        { "a method of any name", "BREW", List, "", "{\"type\":\"UnexpectedMethod\"}" },
        { "OPTIONS without CORS", "OPTIONS", List, "", "{\"type\":\"UnexpectedMethod\"}" },
        { "grammar", "POST", "ListConnections", "", "{\"error_type\":\"MissingService\"}" },
        { "grammar: the date", "POST", "Sora_2020101.ListConnections", "", "{\"error_type\":\"MissingService\"}" },
        { "grammar: something behind", "POST", List + ".x", "", "{\"error_type\":\"MissingService\"}" },
        { "grammar comes before the body", "POST", "Sora", NotJson, "{\"error_type\":\"MissingService\"}" },
        { "service", "POST", "Suzu_20201013.ListConnections", "", "{\"error_type\":\"InvalidTarget\"}" },
        { "service comes before the body", "POST", "sora_20201013.ListConnections", NotJson, "{\"error_type\":\"InvalidTarget\"}" },
        { "unknown without a body", "POST", Unknown, "", "{\"error_type\":\"MissingTarget\"}" },
        { "unknown with a body", "POST", Unknown, "{}", "{\"error_type\":\"SchemaNotFound\"," + Unnamed },
        { "names are compared exactly", "POST", "Sora_20201013.listConnections", "", "{\"error_type\":\"MissingTarget\"}" },
        { "parsing comes before looking up", "POST", Unknown, NotJson, "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}" },
        { "no JSON", "POST", Cut, "channel_id=sora", "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}" },
        { "half a character", "POST", Cut, "{\"channel_id\":\"\\ud800\"}", "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}" },
        { "no body where one is needed", "POST", Cut, "", Function("20151104", "DisconnectChannel") },
        { "a body where none is taken", "POST", "Sora_20171218.GetLicense", "{}", Function("20171218", "GetLicense") },
        { "an empty object where every key is optional", "POST", List, "{}", Function("20201013", "ListConnections") },
        { "looking up comes before the schema", "POST", "Sora_20171218.GetLicense", "[]", Function("20171218", "GetLicense") },
    };

    public static TheoryData<string, string, string, string, string> Violations => new()
    {
        { Cut, "{}", "missing_required_property", "\"channel_id\"", "[]" },
        { Cut, "{\"channel_id\":5}", "wrong_type", "5", "[\"channel_id\"]" },
        { Cut, "{\"channel_id\":null}", "wrong_type", "null", "[\"channel_id\"]" },
        { Cut, "{\"channel_id\":\"sora\",\"reason\":\"why\"}", "wrong_type", "\"why\"", "[\"reason\"]" },
        { Cut, "[]", "wrong_type", "[]", "[]" },
        { "Sora_20151104.DisconnectClient", "{\"client_id\":\"a\"}", "missing_required_property", "\"channel_id\"", "[]" },
        { "Sora_20151104.DisconnectConnection", "{}", "missing_required_property", "\"channel_id\"", "[]" },
        { "Sora_20201120.DisconnectChannelByRole", "{\"channel_id\":\"a\",\"role\":\"upstream\"}", "not_in_enum", "\"upstream\"", "[\"role\"]" },
        { "Sora_20201005.RequestRtpStream", "{\"channel_id\":\"a\",\"recv_connection_id\":\"b\",\"rid\":\"r3\"}", "not_in_enum", "\"r3\"", "[\"rid\"]" },
        { "Sora_20201005.ResetRtpStream", "{\"channel_id\":\"a\"}", "missing_required_property", "\"recv_connection_id\"", "[]" },
        { List, "{\"local\":\"yes\"}", "wrong_type", "\"yes\"", "[\"local\"]" },
        { "Sora_20201013.ListChannelConnections", "{}", "missing_required_property", "\"channel_id\"", "[]" },
    };

    public void Dispose() => _simulator.Dispose();

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_wrong_is_answered_in_order_and_with_the_known_words(string what, string method, string? target, string body, string answer)
    {
        Assert.NotEmpty(what);
        var received = await ExchangeAsync(_simulator.Uri, Request(target, body, method));

        Assert.Equal(400, received.Status);
        Assert.Equal(answer, received.Body);
        Assert.Equal("application/json", received["content-type"]);
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task The_first_violation_of_a_schema_is_reported_and_no_other(string target, string body, string error, string data, string path)
    {
        var received = await ExchangeAsync(_simulator.Uri, Request(target, body));

        Assert.Equal(400, received.Status);
        var answer = System.Text.Json.JsonDocument.Parse(received.Body).RootElement;
        Assert.Equal("InvalidJSON", answer.GetProperty("error_type").GetString());
        var violation = Assert.Single(answer.GetProperty("error_reason").EnumerateArray());
        Assert.Equal(["invalid", "schema", "error", "data", "path"], violation.EnumerateObject().Select(member => member.Name));
        Assert.Equal("data", violation.GetProperty("invalid").GetString());
        Assert.Equal(error, violation.GetProperty("error").GetString());
        Assert.Equal(data, violation.GetProperty("data").GetRawText());
        Assert.Equal(path, violation.GetProperty("path").GetRawText());
    }

    [Theory]
    [InlineData("//")]
    [InlineData("/api")]
    [InlineData("/index.html")]
    public async Task Another_path_is_404_before_anything_else(string path)
    {
        var received = await ExchangeAsync(_simulator.Uri, Request(null, NotJson, "PUT", path));

        Assert.Equal(404, received.Status);
        Assert.Equal("0", received["content-length"]);
        Assert.Null(received["content-type"]);
        Assert.Equal("Cowboy", received["server"]);
    }

    [Fact]
    public async Task A_query_does_not_change_the_path() =>
        Assert.Equal(200, (await ExchangeAsync(_simulator.Uri, Request(List, path: "/?a=b"))).Status);

    [Fact]
    public async Task HEAD_is_400_without_a_body()
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync(Request(List, method: "HEAD"));

        var head = await connection.ReceiveAsync(withBody: false);
        await connection.SendAsync(Request(List));

        Assert.Equal(400, head.Status);
        Assert.Null(head["content-type"]);
        Assert.Equal(200, (await connection.ReceiveAsync()).Status);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: sora\r\nX-Long: LONG\r\n\r\n", 431)]
    [InlineData("POST / HTTP/1.1\r\nX-Sora-Target: Sora_20201013.ListConnections\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: sora\r\nno colon\r\n\r\n", 400)]
    [InlineData("POST /\r\nHost: sora\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: sora\r\nContent-Length: -1\r\n\r\n", 400)]
    public async Task A_head_that_the_server_itself_refuses_gets_a_bare_answer(string head, int status)
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync(head.Replace("LONG", new string('a', 4097), StringComparison.Ordinal));

        var received = await connection.ReceiveAsync();

        Assert.Equal(status, received.Status);
        Assert.Equal(["connection", "content-length"], received.Names);
        Assert.Equal("0", received["content-length"]);
        Assert.Empty(await connection.ReceiveRestAsync());
        Assert.Empty(_simulator.Requests);
    }

    [Fact]
    public async Task A_header_value_of_4096_bytes_is_taken() =>
        Assert.Equal(200, (await ExchangeAsync(_simulator.Uri, Request(List, headers: "X-Long: " + new string('a', 4096) + "\r\n"))).Status);

    [Theory]
    [InlineData("Content-Length: 8000001\r\n\r\nonly the beginning")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7a1201\r\nonly the beginning")]
    public async Task A_body_that_is_too_large_is_refused_before_it_has_arrived(string rest)
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: sora\r\nX-Sora-Target: " + Cut + "\r\n" + rest);

        var received = await connection.ReceiveAsync();

        Assert.Equal(413, received.Status);
        Assert.Equal("{\"error_type\":\"PayloadTooLarge\"}", received.Body);
        Assert.Equal("close", received["connection"]);
    }

    [Fact]
    public async Task A_client_whose_upload_is_cut_short_receives_the_answer()
    {
        using var client = TestClient.Create(_simulator.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(client, Unknown, Encoding.ASCII.GetBytes('"' + new string('a', 8_500_000) + '"')));

        Assert.Equal("PayloadTooLarge", error.ErrorType);
        Assert.Equal(413, TestClient.StatusCode(error.StatusCode));
    }

    [Fact]
    public async Task The_thousandth_answer_of_a_connection_is_its_last()
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        for (int i = 1; i < 1000; i++)
        {
            await connection.SendAsync(Request(List));
            Assert.Null((await connection.ReceiveAsync())["connection"]);
        }

        await connection.SendAsync(Request(List));

        Assert.Equal("close", (await connection.ReceiveAsync())["connection"]);
        Assert.Empty(await connection.ReceiveRestAsync());
    }

    [Theory]
    [InlineData("Connection: close\r\n")]
    [InlineData("Connection: Close\r\n")]
    public async Task A_request_with_connection_close_closes_the_connection(string header)
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync(Request(List, headers: header));

        Assert.Equal("close", (await connection.ReceiveAsync())["connection"]);
        Assert.Empty(await connection.ReceiveRestAsync());
    }

    [Fact]
    public async Task Requests_in_a_row_are_answered_in_order()
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync(Request(List) + Request(Cut, "{\"channel_id\":\"a\"}") + Request("Sora"));

        Assert.Equal("[]", (await connection.ReceiveAsync()).Body);
        Assert.Equal("{\"channel_id\":\"a\"}", (await connection.ReceiveAsync()).Body);
        Assert.Equal("{\"error_type\":\"MissingService\"}", (await connection.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task The_headers_are_those_of_Cowboy_in_lower_case()
    {
        var received = await ExchangeAsync(_simulator.Uri, Request(List));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", received.Head, StringComparison.Ordinal);
        Assert.Equal(["content-length", "content-type", "date", "server"], received.Names);
        Assert.Equal("Cowboy", received["server"]);
        Assert.Equal("application/json", received["content-type"]);
    }

    [Fact]
    public async Task With_an_origin_there_are_CORS_headers_and_OPTIONS()
    {
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { CorsOrigin = "http://127.0.0.1:5000" });

        var received = await ExchangeAsync(simulator.Uri, Request(List));
        var options = await ExchangeAsync(simulator.Uri, Request(null, method: "OPTIONS"));

        foreach (var answer in new[] { received, options })
        {
            Assert.Equal(200, answer.Status);
            Assert.Equal("Origin, X-Requested-With, Content-Type, Accept, x-sora-target", answer["access-control-allow-headers"]);
            Assert.Equal("POST, OPTIONS", answer["access-control-allow-methods"]);
            Assert.Equal("http://127.0.0.1:5000", answer["access-control-allow-origin"]);
            Assert.Equal("1000", answer["access-control-max-age"]);
        }

        Assert.Empty(options.Body);
    }

    [Fact]
    public async Task A_client_that_expects_100_Continue_gets_it()
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: sora\r\nExpect: 100-Continue\r\nX-Sora-Target: " + Cut + "\r\nContent-Length: 18\r\n\r\n");

        Assert.Equal(100, (await connection.ReceiveAsync()).Status);
        await connection.SendAsync("{\"channel_id\":\"a\"}");

        Assert.Equal("{\"channel_id\":\"a\"}", (await connection.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task A_body_in_chunks_is_put_together()
    {
        using var connection = await ConnectAsync(_simulator.Uri);
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: sora\r\nTransfer-Encoding: chunked\r\nX-Sora-Target: " + Cut + "\r\n\r\n");
        await connection.SendAsync("8;note=x\r\n{\"channe\r\n");
        await connection.SendAsync("A\r\nl_id\":\"a\"}\r\n0\r\n\r\n" + Request(List));

        Assert.Equal("{\"channel_id\":\"a\"}", (await connection.ReceiveAsync()).Body);
        Assert.Equal("[]", (await connection.ReceiveAsync()).Body);
        Assert.Equal("{\"channel_id\":\"a\"}", _simulator.Requests[0].Body);
    }

    private static string Function(string version, string operation) =>
        "{\"error_type\":\"MissingTargetFunction\",\"error_reason\":{\"service\":\"Sora\",\"version\":\"" + version + "\",\"operation\":\"" + operation + "\"}}";
}
