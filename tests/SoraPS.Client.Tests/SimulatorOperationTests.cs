using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoraPS.Client.Tests;

/// <summary>Every row of the table of operations, asked of the simulator; and what the first of each kind does to its state.</summary>
public sealed class SimulatorOperationTests : IDisposable
{
    private const string Ids = "{\"channel_id\":\"sora\",\"client_id\":\"E2APPNQ9P97Q32V2ABW546SWW8\",\"connection_id\":\"T3V33JGXVEMDPEYFSEF0AZ6WK3\",\"session_id\":\"7WXF3V7BQMA11AT1FV0D4YXZSD\"}";

    private readonly SoraSimulator _simulator = new();
    private readonly SoraClient _client;

    public SimulatorOperationTests()
    {
        _client = TestClient.Create(_simulator.Uri);
        _simulator.Add(Ids);
    }

    public static TheoryData<string> Here() => new(SoraOperations.All.Where(row => row.Stability != "Removed").Select(row => row.Target));

    public static TheoryData<string> Removed() => new(SoraOperations.All.Where(row => row.Stability == "Removed").Select(row => row.Target));

    public void Dispose()
    {
        _client.Dispose();
        _simulator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Here))]
    public async Task It_answers(string target)
    {
        var row = SoraOperations.Find(target);
        // A node that is in no cluster knows itself only.
        var answer = JsonNode.Parse(await AskAsync(row, row.Example is null ? null : Regex.Replace(row.Example, "node-0[13]@[0-9.]+", _simulator.NodeName)))!;

        var example = row.Example is null ? new JsonObject() : JsonNode.Parse(row.Example)!.AsObject();
        Assert.All(row.Echo.Where(field => example.ContainsKey(field.Name)), field => Assert.True(JsonNode.DeepEquals(example[field.Name], answer[field.Name])));
        // Where Sora's answer is not known, the simulator chooses.
        Assert.True(row.AnswersList == answer is JsonArray || row.Certainty!.EndsWith("/-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Here))]
    public async Task It_takes_a_body_as_the_row_says(string target)
    {
        var row = SoraOperations.Find(target);

        Assert.Equal(row.Body == "Required" ? "MissingTargetFunction" : null, await RefusalAsync(row, null));
        Assert.Equal(row.Body is "None" or "Optional" ? "MissingTargetFunction" : row.GetRequiredFields().Count > 0 ? "InvalidJSON" : null, await RefusalAsync(row, "{}"));
        Assert.Equal(row.Body == "None" ? "MissingTargetFunction" : "InvalidJSON", await RefusalAsync(row, "[]"));
    }

    [Theory]
    [MemberData(nameof(Here))]
    public async Task It_refuses_a_key_that_is_missing_or_of_another_kind(string target)
    {
        var row = SoraOperations.Find(target);
        foreach (var field in row.GetRequiredFields().Concat(row.GetOptionalFields()))
        {
            var body = JsonNode.Parse(row.Example!)!.AsObject();
            body.Remove(field.Name);
            if (row.GetRequiredFields().Contains(field))
            {
                Assert.Contains("missing_required_property", await ReasonAsync(row, body), StringComparison.Ordinal);
            }

            body[field.Name] = field.Kind is SoraFieldKind.Object or SoraFieldKind.Any ? 5 : new JsonObject();
            if (field.Kind != SoraFieldKind.Any)
            {
                Assert.Contains("wrong_type", await ReasonAsync(row, body), StringComparison.Ordinal);
            }

            if (field.Kind == SoraFieldKind.Word)
            {
                body[field.Name] = "neither";
                Assert.Contains("not_in_enum", await ReasonAsync(row, body), StringComparison.Ordinal);
            }

            if (field.Kind == SoraFieldKind.Integer && field.Maximum < long.MaxValue)
            {
                body[field.Name] = field.Maximum + 1;
                Assert.Contains("not_in_range", await ReasonAsync(row, body), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Removed))]
    public async Task What_was_removed_it_does_not_know(string target)
    {
        var row = SoraOperations.Find(target);
        Assert.Equal(row.Example is null ? "MissingTarget" : "SchemaNotFound", await RefusalAsync(row, row.Example));
    }

    [Fact]
    public async Task A_mode_is_kept_and_blocks()
    {
        Assert.Equal("normal", (await _client.CallAsync(SoraOperations.GetMode)).Mode);

        await SetModeAsync("block_new_session");
        _simulator.Add("{\"channel_id\":\"sora\"}");
        Assert.Throws<ArgumentException>(() => _simulator.Add("{\"channel_id\":\"other\"}"));

        await SetModeAsync("block_new_connection");
        Assert.Throws<ArgumentException>(() => _simulator.Add("{\"channel_id\":\"sora\"}"));
        Assert.Equal("block_new_connection", (await _client.CallAsync(SoraOperations.GetMode)).Mode);
        Assert.Equal(2, _simulator.Connections.Count);

        await SetModeAsync("normal");
        _simulator.Add("{\"channel_id\":\"other\"}");
    }

    [Fact]
    public async Task A_session_ends_with_its_connections()
    {
        _simulator.Add("{\"channel_id\":\"other\"}");

        var answer = await _client.CallAsync(SoraOperations.TerminateSession, new SoraRequest(SoraOperations.TerminateSession) { [SoraFields.ChannelId] = "sora" });

        Assert.Equal(("sora", "7WXF3V7BQMA11AT1FV0D4YXZSD"), (answer.ChannelId, answer.SessionId));
        Assert.Equal("other", Assert.Single(_simulator.Connections).ChannelId);
    }

    [Theory]
    [InlineData("TerminateSession", "{\"channel_id\":\"nobody\"}")]
    [InlineData("TerminateSession", "{\"channel_id\":\"sora\",\"session_id\":\"7WXF3V7BQMA11AT1FV0D4YXZSX\"}")]
    [InlineData("RequestKeyFrame", "{\"channel_id\":\"sora\",\"connection_id\":\"nobody\"}")]
    [InlineData("GetSession", "{\"channel_id\":\"nobody\"}")]
    public async Task What_is_documented_to_be_an_error_is_one(string name, string body)
    {
        Assert.Equal("SoraSimulatorUnknownId", await RefusalAsync(SoraOperations.Find(name), body));
        Assert.Single(_simulator.Connections);
    }

    [Theory]
    [InlineData("{\"channel_id\":\"a\",\"audio\":true,\"created_timestamp\":\"2022-01-18T01:25:39.980509Z\",\"event_metadata\":{\"a\":1}}", true, 1642469139)]
    [InlineData("{\"channel_id\":\"a\",\"audio\":{\"codec_type\":\"OPUS\"},\"created_time\":1.642469139980509e15}", true, 1642469139)]
    [InlineData("{\"channel_id\":\"a\",\"audio\":false,\"created_time\":1642469139980509}", false, 1642469139)]
    [InlineData("{\"channel_id\":\"a\",\"created_time\":9000000000000000000}", false, null)]
    public async Task A_session_has_the_fields_of_its_connections(string connection, bool audio, int? created)
    {
        _simulator.Add(connection);

        var session = JsonNode.Parse(await AskAsync(SoraOperations.Find("GetSession"), "{\"channel_id\":\"a\"}"))!;

        Assert.Equal(audio, session["connections"]![0]!["audio"]!.GetValue<bool>());
        Assert.True(created is null || created == session["created_time"]!.GetValue<long>());
        Assert.Equal(2, JsonNode.Parse(await AskAsync(SoraOperations.Find("ListSessions"), "{}"))!.AsArray().Count);
    }

    [Theory]
    [InlineData("{\"channel_id\":\"a\",\"channel_id\":\"b\"}")]
    [InlineData("{\"channel_id\":\"\\ud800\"}")]
    public async Task A_fault_that_asks_for_fields_survives_any_body(string body)
    {
        _simulator.Fail(new SoraSimulatorFault { StatusCode = 503, When = "{\"channel_id\":\"zz\"}" });

        Assert.NotNull(await Record.ExceptionAsync(() => AskAsync(SoraOperations.DisconnectConnection, body)) as SoraApiException);
    }

    [Fact]
    public async Task A_push_to_nobody_can_be_refused()
    {
        using var strict = new SoraSimulator(new SoraSimulatorOptions { RefuseUnknownId = true });
        using var client = TestClient.Create(strict.Uri);
        strict.Add(Ids);
        foreach (var row in SoraOperations.All.Where(row => row.Group == "Push"))
        {
            string example = row.Example!.Replace("\"sendrecv\"", "\"recvonly\"", StringComparison.Ordinal);
            bool fits = row != SoraOperations.PushChannelByRole;
            var answer = await Record.ExceptionAsync(() => client.InvokeRawAsync(row, System.Text.Encoding.UTF8.GetBytes(example)));
            Assert.Equal(fits, answer is null);
            Assert.NotNull(await Record.ExceptionAsync(() => client.InvokeRawAsync(row, System.Text.Encoding.UTF8.GetBytes(example.Replace("\"sora\"", "\"nobody\"", StringComparison.Ordinal)))));
        }
    }

    private Task<SoraMode> SetModeAsync(string mode) => _client.CallAsync(SoraOperations.ChangeMode, new SoraRequest(SoraOperations.ChangeMode) { [SoraFields.Mode] = mode });

    private Task<string> AskAsync(SoraOperation row, string? body) => _client.InvokeRawAsync(row, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body));

    private async Task<string?> RefusalAsync(SoraOperation row, string? body) =>
        await Record.ExceptionAsync(() => AskAsync(row, body)) is { } failure ? Assert.IsType<SoraApiException>(failure).ErrorType : null;

    private async Task<string> ReasonAsync(SoraOperation row, JsonObject body) => (await TestClient.ExpectErrorAsync(() => AskAsync(row, body.ToJsonString()))).ErrorReason!;
}
