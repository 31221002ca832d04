using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The JSON that is sent, what is never sent, and the table of operations.</summary>
public sealed class RequestTests
{
    private const string Astral = "😀";

    public static TheoryData<string> Ids => new() { nameof(SoraRequest.ChannelId), nameof(SoraRequest.ClientId), nameof(SoraRequest.ConnectionId), nameof(SoraRequest.RecvConnectionId), nameof(SoraRequest.SendConnectionId) };

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_has_1_to_255_bytes_of_UTF_8(string name)
    {
        With(name, "a").Validate();
        With(name, new string('a', 255)).Validate();
        With(name, new string('あ', 85)).Validate();
        With(name, string.Concat(Enumerable.Repeat(Astral, 63)) + "abc").Validate();

        Assert.Throws<ArgumentException>(() => With(name, string.Empty).Validate());
        Assert.Throws<ArgumentException>(() => With(name, new string('a', 256)).Validate());
        Assert.Throws<ArgumentException>(() => With(name, new string('あ', 85) + "a").Validate());
        Assert.Throws<ArgumentException>(() => With(name, string.Concat(Enumerable.Repeat(Astral, 64))).Validate());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Half_a_character_is_no_id(string name)
    {
        Assert.Throws<ArgumentException>(() => With(name, "a" + Astral[0]).Validate());
        Assert.Throws<ArgumentException>(() => With(name, Astral[1] + "a").Validate());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("[{}]")]
    public void A_reason_that_is_no_object_is_refused(string json) =>
        Assert.Throws<ArgumentException>(() => new SoraRequest { ChannelId = "sora", Reason = Json(json) }.Validate());

    [Fact]
    public async Task What_is_refused_is_not_sent()
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = Calls.Client(server.Uri);

        await Assert.ThrowsAsync<ArgumentException>(() => client.ChangeAsync(SoraOperations.DisconnectChannel, new SoraRequest { ChannelId = string.Empty }));
        await Assert.ThrowsAsync<ArgumentException>(() => Calls.AllAsync(client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest { ChannelId = string.Empty })));

        Assert.Empty(server.Requests);
    }

    public static TheoryData<SoraRequest, string> Bodies => new()
    {
        { new SoraRequest(), "{}" },
        { new SoraRequest { ChannelId = "sora" }, """{"channel_id":"sora"}""" },
        { new SoraRequest { ChannelId = "s", ClientId = "c" }, """{"channel_id":"s","client_id":"c"}""" },
        { new SoraRequest { ChannelId = "s", ConnectionId = "x" }, """{"channel_id":"s","connection_id":"x"}""" },
        { new SoraRequest { ChannelId = "s", Role = "sendonly" }, """{"channel_id":"s","role":"sendonly"}""" },
        { new SoraRequest { RecvConnectionId = "r", SendConnectionId = "s", Rid = "r0" }, """{"recv_connection_id":"r","send_connection_id":"s","rid":"r0"}""" },
        { new SoraRequest { Local = false }, """{"local":false}""" },
        { new SoraRequest { Local = true }, """{"local":true}""" },
        { new SoraRequest { ChannelId = "s", Reason = Json("""{"type":"normal","n":[1.50,null,{}]}""") }, """{"channel_id":"s","reason":{"type":"normal","n":[1.50,null,{}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task Only_what_is_set_is_sent(SoraRequest request, string body)
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = Calls.Client(server.Uri);

        await client.ChangeAsync(SoraOperations.DisconnectChannel, request);

        Assert.Equal(body, Assert.Single(server.Requests).Body);
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
        using var client = Calls.Client(simulator.Uri);

        var answer = await client.ChangeAsync(SoraOperations.DisconnectClient, new SoraRequest { ChannelId = id, ClientId = id });

        Assert.Equal(id, answer.ChannelId);
        Assert.Equal(id, answer.ClientId);
        Assert.Equal(id, JsonNode.Parse(simulator.Requests[0].Body)!["channel_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Text_is_sent_as_it_is_and_not_escaped()
    {
        using var server = new RawServer(RawServer.Json(200, "{\"channel_id\":\"sora\"}"));
        using var client = Calls.Client(server.Uri);

        await client.ChangeAsync(SoraOperations.DisconnectChannel, new SoraRequest { ChannelId = "日本<&>" });

        Assert.Equal("{\"channel_id\":\"日本<&>\"}", server.Requests[0].Body);
    }

    [Fact]
    public void The_table_finds_its_rows_exactly()
    {
        Assert.Same(SoraOperations.ListConnections, SoraOperations.Find("Sora_20201013.ListConnections"));
        Assert.True(SoraOperations.Find("Sora_20171218.GetLicense").ReadsOnly);
        Assert.NotSame(SoraOperations.ListConnections, SoraOperations.Find("sora_20201013.listconnections"));
        Assert.All(SoraOperations.All, operation => Assert.Same(operation, SoraOperations.Find(operation.Target)));
    }

    [Fact]
    public void Of_an_unknown_operation_nothing_is_assumed()
    {
        var operation = SoraOperations.Find("Sora_20990101.ListEverything");

        Assert.Equal("Sora_20990101.ListEverything", operation.Target);
        Assert.Equal("Sora_20990101.ListEverything", operation.ToString());
        Assert.False(operation.ReadsOnly);
        Assert.Null(operation.Availability);
    }

    [Fact]
    public void What_changes_something_is_not_marked_as_reading()
    {
        Assert.All(SoraOperations.All.Where(operation => operation.Target.Contains("Disconnect", StringComparison.Ordinal)), operation => Assert.False(operation.ReadsOnly));
        Assert.False(SoraOperations.RequestRtpStream.ReadsOnly);
        Assert.False(SoraOperations.ResetRtpStream.ReadsOnly);
        Assert.All(SoraOperations.All.Where(operation => operation.ReadsOnly), operation => Assert.Matches(@"\.(List|Get)", operation.Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Sora_20201013.List Connections")]
    [InlineData("Sora\r\nx-injected: a")]
    [InlineData("Sora_20201013.リスト")]
    public void A_target_that_cannot_be_sent_is_refused(string? target) => Assert.Throws<ArgumentException>(() => SoraOperations.Find(target!));

    private static SoraRequest With(string name, string id)
    {
        var request = new SoraRequest();
        typeof(SoraRequest).GetProperty(name)!.SetValue(request, id);
        return request;
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
