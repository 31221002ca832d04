using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What a server can answer or do, and which of the promised errors it becomes.</summary>
public sealed class ErrorTests
{
    private const string Html = "<html><body>Bad Gateway</body></html>";
    private const string Named = "{\"service\":\"Sora\",\"version\":\"20201013\",\"operation\":\"ListConnections\"}";

    public static TheoryData<int, string, SoraError, string?> Refusals => new()
    {
        { 400, "{\"type\":\"MissingHeaderName\"}", SoraError.SoraApiError, "MissingHeaderName" },
        { 400, "{\"type\":\"UnexpectedMethod\"}", SoraError.SoraApiError, "UnexpectedMethod" },
        { 400, "{\"error_type\":\"MissingService\"}", SoraError.SoraApiError, "MissingService" },
        { 400, "{\"error_type\":\"InvalidTarget\"}", SoraError.SoraApiError, "InvalidTarget" },
        { 400, "{\"error_type\":\"MissingTarget\"}", SoraError.SoraOperationNotSupported, "MissingTarget" },
        { 400, "{\"error_type\":\"SchemaNotFound\",\"error_reason\":" + Named + "}", SoraError.SoraOperationNotSupported, "SchemaNotFound" },
        { 400, "{\"error_type\":\"MissingTargetFunction\",\"error_reason\":" + Named + "}", SoraError.SoraOperationNotSupported, "MissingTargetFunction" },
        { 400, "{\"error_type\":\"MissingTargetModule\"}", SoraError.SoraOperationNotSupported, "MissingTargetModule" },
        { 400, "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}", SoraError.SoraApiError, "InvalidJSON" },
        { 400, "{\"error_type\":\"MalformedJSON\"}", SoraError.SoraApiError, "MalformedJSON" },
        { 400, "{\"error_type\":\"\\u001B[31mOwn\",\"type\":\"Other\"}", SoraError.SoraApiError, "\\u001B[31mOwn" },
        { 500, "{\"error_type\":\"HandlerException\"}", SoraError.SoraApiError, "HandlerException" },
        { 413, "{\"error_type\":\"PayloadTooLarge\"}", SoraError.SoraApiError, "PayloadTooLarge" },
        { 408, "{\"error_type\":\"RequestTimeout\"}", SoraError.SoraApiError, "RequestTimeout" },
        { 401, "Unauthorized", SoraError.SoraUnauthorized, null },
        { 401, "{\"error_type\":\"Expired\"}", SoraError.SoraUnauthorized, "Expired" },
        { 403, Html, SoraError.SoraUnauthorized, null },
        { 407, string.Empty, SoraError.SoraProxyError, null },
        { 404, string.Empty, SoraError.SoraHttpError, null },
        { 400, string.Empty, SoraError.SoraHttpError, null },
        { 400, "null", SoraError.SoraHttpError, null },
        { 400, "[]", SoraError.SoraHttpError, null },
        { 400, "{}", SoraError.SoraHttpError, null },
        { 400, "{\"error_type\":5}", SoraError.SoraHttpError, null },
        { 400, "{\"error_type\":\"cut o", SoraError.SoraHttpError, null },
        { 429, "slow down", SoraError.SoraHttpError, null },
        { 500, "internal server error", SoraError.SoraHttpError, null },
        { 502, Html, SoraError.SoraHttpError, null },
        { 304, string.Empty, SoraError.SoraHttpError, null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task An_error_answer_has_the_error_the_status_the_type_and_the_body(int status, string body, SoraError expected, string? type)
    {
        using var server = new RawServer(RawServer.Json(status, body));
        using var client = TestClient.Create(server.Uri);

        foreach (var call in new Func<Task>[] { () => TestClient.ListAsync(client), () => TestClient.DisconnectAsync(client), () => client.InvokeRawAsync(SoraOperations.Find("Sora_20151104.DisconnectConnection")) })
        {
            var error = await TestClient.ExpectErrorAsync(call);

            Assert.Equal(expected, error.Error);
            Assert.Equal(status, TestClient.StatusCode(error.StatusCode));
            Assert.Equal(type, error.ErrorType);
            Assert.Equal(body, error.ResponseBody);
            Assert.Equal(server.Uri, error.RequestUri);
            Assert.Equal(server.Requests[^1].Target, error.Operation);
            Assert.DoesNotContain('\u001B', error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(DifficultRefusals))]
    public async Task The_type_is_found_in_a_difficult_refusal(string body)
    {
        using var server = new RawServer(RawServer.Json(400, body));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal((SoraError.SoraApiError, "InvalidJSON"), (error.Error, error.ErrorType));
    }

    public static TheoryData<string> DifficultRefusals() => new()
    {
        "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"data\":\"" + new string('x', 400_000) + "\"}]}",
        "{\"error_type\":\"InvalidJSON\",\"error_reason\":" + new string('[', 600) + new string(']', 600) + "}",
        "{\"error_type\":\"InvalidJSON\",\"error_reason\":\"\\ud800\"}",
        "\uFEFF{\"error_type\":\"InvalidJSON\"}",
    };

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"status\":\"ok\"}")]
    public async Task An_answer_that_names_no_channel_is_no_answer_to_a_change(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal((SoraError.SoraInvalidResponse, body), (error.Error, error.ResponseBody));
    }

    [Fact]
    public async Task The_reason_may_be_an_object()
    {
        var error = await RefusedAsync("{\"error_type\":\"SchemaNotFound\",\"error_reason\":" + Named + "}");

        Assert.Equal(Named, error.ErrorReason);
    }

    [Fact]
    public async Task The_reason_may_be_a_list()
    {
        var error = await RefusedAsync("""
            {"error_type":"InvalidJSON","error_reason":[{"invalid":"data","schema":{"required":["channel_id"]},"error":"missing_required_property","data":"channel_id","path":[]}]}
            """);

        Assert.Equal("""[{"invalid":"data","schema":{"required":["channel_id"]},"error":"missing_required_property","data":"channel_id","path":[]}]""", error.ErrorReason);
    }

    [Fact]
    public async Task The_reason_may_be_a_text_or_missing()
    {
        Assert.Equal("\"because\"", (await RefusedAsync("{\"error_type\":\"X\",\"error_reason\":\"because\"}")).ErrorReason);
        Assert.Null((await RefusedAsync("{\"error_type\":\"X\"}")).ErrorReason);
        Assert.Null((await RefusedAsync("{\"error_type\":\"X\",\"error_reason\":null}")).ErrorReason);
    }

    [Fact]
    public async Task What_would_act_on_a_terminal_is_spelled_and_the_JSON_is_the_same()
    {
        const string Hostile = "a\\u001b[2J\u009b1m\u202E\uFEFF  \u3042";
        string body = "{\n\t\"error_type\": \"" + Hostile + "\",\r\n\t\"error_reason\": {\"k" + Hostile + "\": [\"" + Hostile + "\", 1.50]}\n}";

        var error = await RefusedAsync(body);

        string all = error.ErrorType + error.ErrorReason + error.ResponseBody + error.Message + error;
        Assert.DoesNotMatch("[\u001B\u009B\u202E\uFEFF]", all);
        Assert.DoesNotMatch("[\r\n\t]", error.ResponseBody!);
        var sent = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(sent, System.Text.Json.Nodes.JsonNode.Parse(error.ResponseBody!)));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(sent["error_reason"], System.Text.Json.Nodes.JsonNode.Parse(error.ErrorReason!)));
        Assert.Contains("\u3042", error.ErrorReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_spelled_with_its_line_breaks()
    {
        using var server = new RawServer(RawServer.Json(502, "<p>a\r\n\u001b]0;x</p>"));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal("<p>a\\u000D\\u000A\\u001B]0;x</p>", (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).ResponseBody);
    }

    [Fact]
    public async Task Of_a_huge_error_body_the_beginning_is_kept()
    {
        using var server = new RawServer(RawServer.Json(500, new string('a', 300_000)));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(256 * 1024, error.ResponseBody!.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_answer_whose_body_never_ends_has_its_status(bool closes)
    {
        using var server = new RawServer(RawServer.Head(500, "content-length: 1000") + "half" + (closes ? ServerStep.Close : ServerStep.WaitForDisconnect));
        using var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.FromSeconds(1));

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraHttpError, error.Error);
        Assert.Equal(500, TestClient.StatusCode(error.StatusCode));
        Assert.Equal("half", error.ResponseBody);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData(Html)]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{\"channel_id\":\"sora\"}")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[] []")]
    public async Task A_success_that_is_no_list_of_connections_is_an_invalid_response(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri, retries: 2);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.Equal(200, TestClient.StatusCode(error.StatusCode));
        Assert.Equal(body.Replace("\n", "\\u000A", StringComparison.Ordinal), error.ResponseBody);
        Assert.Equal(SoraOperations.ListConnections.Target, error.Operation);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Html)]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{\"channel_id\":5}")]
    [InlineData("{} {}")]
    public async Task A_success_that_is_no_answer_to_a_change_is_an_invalid_response(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri, retries: 2);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.Equal(200, TestClient.StatusCode(error.StatusCode));
        Assert.Equal(body, error.ResponseBody);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, " \r\n")]
    [InlineData(204, "")]
    public async Task A_change_with_an_empty_success_answers_the_ids_asked_for_without_the_reason(int status, string body)
    {
        using var server = new RawServer(status == 204 ? RawServer.Head(204) : RawServer.Json(status, body));
        using var client = TestClient.Create(server.Uri);
        var reason = System.Text.Json.JsonDocument.Parse("{\"type\":\"normal\"}").RootElement;

        var answer = await client.CallAsync(SoraOperations.DisconnectClient, new SoraRequest(SoraOperations.DisconnectClient) { [SoraFields.ChannelId] = "sora", [SoraFields.ClientId] = "日本", [SoraFields.Reason] = reason });

        Assert.Equal("sora", answer.ChannelId);
        Assert.Equal("日本", answer.ClientId);
        Assert.Empty(answer.GetUnknownFields());
    }

    [Fact]
    public async Task An_answer_to_a_change_keeps_what_it_says_beyond_the_ids()
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"other\",\"connection_id\":\"C9\",\"count\":3}"));
        using var client = TestClient.Create(server.Uri);

        var answer = await TestClient.DisconnectAsync(client);

        Assert.Equal("other", answer.ChannelId);
        Assert.Equal("C9", answer.ConnectionId);
        Assert.Equal(3L, answer.GetUnknownFields()["count"]);
    }

    [Fact]
    public async Task A_closed_port_is_a_failed_connection()
    {
        var uri = RawServer.ClosedPort();
        using var client = TestClient.Create(uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraConnectionFailed, error.Error);
        Assert.Null(error.StatusCode);
        Assert.Null(error.ResponseBody);
        Assert.Equal(uri, error.RequestUri);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-ty", false)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", false)]
    public async Task A_connection_closed_before_the_answer_is_a_failed_connection(string sent, bool reset)
    {
        using var server = new RawServer(sent + (reset ? ServerStep.Reset : ServerStep.Close));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraConnectionFailed, error.Error);
        Assert.Null(error.StatusCode);
        Assert.Equal(SoraOperations.DisconnectConnection.Target, error.Operation);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("220 mail.example ESMTP\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    public async Task What_is_not_HTTP_is_an_invalid_response(string answer)
    {
        using var server = new RawServer(answer + ServerStep.Close);
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.Null(error.StatusCode);
    }

    private static async Task<SoraApiException> RefusedAsync(string body)
    {
        using var server = new RawServer(RawServer.Json(400, body));
        using var client = TestClient.Create(server.Uri);
        return await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));
    }
}
