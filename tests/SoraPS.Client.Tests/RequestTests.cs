using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The JSON that is sent, what is never sent, and the table of operations.</summary>
public sealed class RequestTests
{
    private const string Astral = "😀";

    /// <summary>An operation and one of its keys, for every key that is an id, once.</summary>
    public static TheoryData<string, string> Ids()
    {
        var ids = new TheoryData<string, string>();
        foreach (var key in SoraOperations.All.SelectMany(row => row.GetRequiredFields(), (row, field) => (row.Target, field)).Where(key => key.field.Kind == SoraFieldKind.Id).DistinctBy(key => key.field.Name))
        {
            ids.Add(key.Target, key.field.Name);
        }

        return ids;
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_has_1_to_255_bytes_of_UTF_8(string target, string name)
    {
        With(target, name, "a").Validate();
        With(target, name, new string('a', 255)).Validate();
        With(target, name, new string('あ', 85)).Validate();
        With(target, name, string.Concat(Enumerable.Repeat(Astral, 63)) + "abc").Validate();

        Assert.Throws<ArgumentException>(() => With(target, name, string.Empty).Validate());
        Assert.Throws<ArgumentException>(() => With(target, name, new string('a', 256)).Validate());
        Assert.Throws<ArgumentException>(() => With(target, name, new string('あ', 85) + "a").Validate());
        Assert.Throws<ArgumentException>(() => With(target, name, string.Concat(Enumerable.Repeat(Astral, 64))).Validate());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Half_a_character_is_no_id(string target, string name)
    {
        Assert.Throws<ArgumentException>(() => With(target, name, "a" + Astral[0]).Validate());
        Assert.Throws<ArgumentException>(() => With(target, name, Astral[1] + "a").Validate());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("[{}]")]
    public void A_reason_that_is_no_object_is_refused(string json) =>
        Assert.Throws<ArgumentException>(() => new SoraRequest(SoraOperations.DisconnectChannel) { [SoraFields.ChannelId] = "sora", [SoraFields.Reason] = Json(json) }.Validate());

    [Fact]
    public async Task What_is_refused_is_not_sent()
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = TestClient.Create(server.Uri);

        await Assert.ThrowsAsync<ArgumentException>(() => client.CallAsync(SoraOperations.DisconnectChannel, new SoraRequest(SoraOperations.DisconnectChannel) { [SoraFields.ChannelId] = string.Empty }));
        await Assert.ThrowsAsync<ArgumentException>(() => TestClient.ToListAsync(client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = string.Empty })));

        Assert.Empty(server.Requests);
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "DisconnectChannel", """{"channel_id":"sora"}""" },
        { "DisconnectClient", """{"channel_id":"s","client_id":"c"}""" },
        { "DisconnectChannelByRole", """{"channel_id":"s","role":"sendonly"}""" },
        { "RequestRtpStream", """{"channel_id":"s","recv_connection_id":"r","rid":"r0","send_connection_id":"t"}""" },
        { "ListConnections", """{"local":false}""" },
        { "ListConnections", """{"local":true}""" },
        { "ListConnections", "" },
        { "ListSessions", "{}" },
        { "StartRecording", """{"channel_id":"s","expire_time":86400,"split_only":false,"metadata":{"a":[1]}}""" },
        { "PutSignalingNotifyMetadata", """{"channel_id":"s","connection_id":"c","metadata":null}""" },
        { "DisconnectChannel", """{"channel_id":"s","reason":{"type":"normal","n":[1.50,null,{}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Only_what_is_set_is_sent(string name, string body)
    {
        var json = body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!.AsObject();
        var request = TestClient.Request(SoraOperations.Find(name), json);

        Assert.Equal(body, request.ToUtf8() is { } sent ? System.Text.Encoding.UTF8.GetString(sent) : string.Empty);
    }

    [Theory]
    [InlineData("日本語のチャンネル")]
    [InlineData("e\u0301 😀 👩‍💻")]
    [InlineData("a\"b\\c/d<e>&'+\u2028")]
    [InlineData("\u001B[31m\u009B\r\n\t\0\u202E")]
    [InlineData("*?[a-z]")]
    public async Task Ids_travel_there_and_back_exactly(string id)
    {
        using var simulator = new SoraSimulator();
        using var client = TestClient.Create(simulator.Uri);

        var answer = await client.CallAsync(SoraOperations.DisconnectClient, new SoraRequest(SoraOperations.DisconnectClient) { [SoraFields.ChannelId] = id, [SoraFields.ClientId] = id });

        Assert.Equal(id, answer.ChannelId);
        Assert.Equal(id, answer.ClientId);
        Assert.Equal(id, JsonNode.Parse(simulator.Requests[0].Body)!["channel_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Text_is_sent_as_it_is_and_not_escaped()
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = TestClient.Create(server.Uri);

        await client.CallAsync(SoraOperations.DisconnectChannel, new SoraRequest(SoraOperations.DisconnectChannel) { [SoraFields.ChannelId] = "日本<&>" });

        Assert.Equal("{\"channel_id\":\"日本<&>\"}", server.Requests[0].Body);
    }

    [Fact]
    public void The_table_finds_its_rows_exactly()
    {
        Assert.Same(SoraOperations.ListConnections, SoraOperations.Find("Sora_20201013.ListConnections"));
        Assert.False(SoraOperations.Find("Sora_20171218.GetLicense").Changes);
        Assert.NotSame(SoraOperations.ListConnections, SoraOperations.Find("sora_20201013.listconnections"));
        Assert.All(SoraOperations.All, operation => Assert.Same(operation, SoraOperations.Find(operation.Target)));
    }

    [Fact]
    public void Of_an_unknown_operation_nothing_is_assumed()
    {
        var operation = SoraOperations.Find("Sora_20990101.ListEverything");

        Assert.Equal("Sora_20990101.ListEverything", operation.Target);
        Assert.Equal("Sora_20990101.ListEverything", operation.ToString());
        Assert.True(operation.Changes);
        Assert.Null(operation.GetAvailability());
    }

    [Fact]
    public void What_changes_something_is_not_marked_as_reading()
    {
        var disconnecting = SoraOperations.All.Where(operation => operation.Target.Contains("Disconnect", StringComparison.Ordinal)).ToArray();
        Assert.Contains(SoraOperations.DisconnectConnection, disconnecting);
        Assert.All(disconnecting, operation => Assert.True(operation.Changes));
        Assert.True(SoraOperations.RequestRtpStream.Changes);
        Assert.True(SoraOperations.ResetRtpStream.Changes);
        Assert.All(SoraOperations.All.Where(operation => !operation.Changes), operation => Assert.Matches(@"\.(List|Get)", operation.Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Sora_20201013.List Connections")]
    [InlineData("Sora\r\nx-injected: a")]
    [InlineData("Sora_20201013.リスト")]
    public void A_target_that_cannot_be_sent_is_refused(string? target) => Assert.Throws<ArgumentException>(() => SoraOperations.Find(target!));

    private static SoraRequest With(string target, string name, string id)
    {
        var operation = SoraOperations.Find(target);
        var example = JsonNode.Parse(operation.Example!)!.AsObject();
        example.Remove(name);
        var request = TestClient.Request(operation, example);
        request[operation.GetRequiredFields().Single(field => field.Name == name)] = id;
        return request;
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
