using System.Text;
using System.Text.Json;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What mutated answers and arguments have brought to light.</summary>
public sealed class FuzzRegressionTests
{
    private const string Target = "Sora_20990101.Anything";

    [Fact]
    public async Task Invalid_Brotli_is_an_invalid_response()
    {
        using var server = new RawServer(RawServer.Head(200, "content-encoding: br", "content-length: 40") + new string('\u007f', 40));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(SoraError.SoraInvalidResponse, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).Error);
        Assert.Equal(SoraError.SoraInvalidResponse, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).Error);
        Assert.Equal(SoraError.SoraInvalidResponse, (await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(client, Target))).Error);
        Assert.Equal(SoraError.SoraInvalidResponse, (await TestClient.ExpectErrorAsync(() => client.InvokeRawAsync(SoraOperations.Find(Target)))).Error);
    }

    [Fact]
    public async Task Invalid_Brotli_does_not_hide_an_error_status()
    {
        using var server = new RawServer(RawServer.Head(502, "content-encoding: br", "content-length: 40") + new string('\u007f', 40));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(SoraError.SoraHttpError, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_byte_order_mark_that_the_network_cuts_is_read_over(int cut)
    {
        using var server = new StreamServer(async stream =>
        {
            await StreamServer.ReadRequestAsync(stream);
            await StreamServer.WriteAsync(stream, RawServer.Head(200, "connection: close"));
            foreach (byte[] part in new[] { Encoding.UTF8.GetPreamble()[..cut], [.. Encoding.UTF8.GetPreamble()[cut..], .. " [{\"channel_id\":\"sora\"}]"u8] })
            {
                await stream.WriteAsync(part);
                await Task.Delay(50); // so that the client reads them one by one
            }
        });
        using var client = TestClient.Create(server.Uri);

        Assert.Single(await TestClient.InvokeAsync(client, Target));
    }

    [Fact]
    public async Task Half_a_character_in_a_timestamp_costs_the_timestamp_and_no_connection()
    {
        string odd = RawServer.Connection("sora", "C1", more: ",\"created_timestamp\":\"\\uDC00\"");
        using var server = new RawServer(RawServer.Json(200, "[" + odd + "," + RawServer.Connection("sora", "C2") + "]"));
        using var client = TestClient.Create(server.Uri);

        var list = await TestClient.ListAsync(client);

        Assert.Equal(["C1", "C2"], list.Select(connection => connection.ConnectionId));
        Assert.Equal("\uDC00", list[0].GetUnknownFields()["created_timestamp"]);
    }

    [Theory]
    [InlineData("{\"a\":\"\\uD800\"}")]
    [InlineData("{\"\\uDC00\":1}")]
    [InlineData("deep")]
    public async Task A_reason_that_cannot_be_written_is_refused_before_a_request(string json)
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = TestClient.Create(server.Uri);
        using var reason = JsonDocument.Parse(json == "deep" ? Nested(600) : json, new JsonDocumentOptions { MaxDepth = 1000 });

        await Assert.ThrowsAsync<ArgumentException>(() => client.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "sora", [SoraFields.ConnectionId] = "C1", [SoraFields.Reason] = reason.RootElement }));

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("User-Agent", "\\u0041")]
    [InlineData("Accept", "what you have")]
    public async Task A_header_of_the_user_replaces_ours_however_unusual_it_is(string name, string value)
    {
        using var server = new RawServer(RawServer.Json(200, "[]"));
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { Headers = new Dictionary<string, string> { [name] = value } });

        await TestClient.ListAsync(client);

        Assert.Equal(value, server.Requests[0].Headers[name]);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void The_deepest_value_that_is_read_needs_little_stack(string open)
    {
        string deepest = string.Concat(Enumerable.Repeat(open, 511)) + "[]" + new string(open == "[" ? ']' : '}', 511);
        object? read = null;
        var small = new Thread(() => read = JsonSerializer.Deserialize(deepest, SoraJson.Default.TypeOf<object>()), 256 * 1024);

        small.Start();

        Assert.True(small.Join(TestClient.SafetyLimit));
        Assert.NotNull(read);
    }

    [Fact]
    public async Task A_number_of_a_million_digits_and_a_million_names_are_read()
    {
        string names = string.Concat(Enumerable.Range(0, 1_000_000).Select(number => FormattableString.Invariant($"\"k{number}\":0,")));
        string again = string.Concat(Enumerable.Repeat("\"k999999\":1,", 500_000));
        using var server = new RawServer(RawServer.Json(200, "{" + names + again + "\"n\":" + new string('9', 1_000_000) + "}"));
        using var client = TestClient.Create(server.Uri);

        var value = Assert.IsType<Dictionary<string, object?>>(Assert.Single(await TestClient.InvokeAsync(client, Target)));

        Assert.Equal(1_000_001, value.Count);
        Assert.Equal(1L, value["k999999"]);
        Assert.Equal(double.PositiveInfinity, value["n"]);
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
