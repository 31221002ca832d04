using System.Net.Sockets;
using System.Text;
using static SoraPS.Client.Tests.RawHttpConnection;

namespace SoraPS.Client.Tests;

/// <summary>The simulator as somebody uses it in tests of his own: connections to list and cut, and what arrived.</summary>
public sealed class SimulatorTests : IDisposable
{
    private static readonly string[] Everything = ["a/1/sendonly", "a/1/recvonly", "a/2/recvonly", "b/1/sendonly"];
    private readonly SoraSimulator _simulator = new();
    private readonly SoraClient _client;

    public SimulatorTests()
    {
        _client = TestClient.Create(_simulator.Uri);
        Add("a", "1", "C1", "sendonly");
        Add("a", "1", "C2", "recvonly");
        Add("a", "2", "C3", "recvonly");
        Add("b", "1", "C4", "sendonly");
    }

    public void Dispose()
    {
        _client.Dispose();
        _simulator.Dispose();
    }

    [Fact]
    public async Task All_connections_are_listed()
    {
        Assert.Equal(Everything, (await TestClient.ListAsync(_client)).Select(Short));
        Assert.Equal(Everything, _simulator.Connections.Select(Short));
        foreach (bool local in new[] { true, false })
        {
            Assert.Equal(4, (await TestClient.ToListAsync(_client.ListAsync(SoraOperations.ListConnections, new SoraRequest(SoraOperations.ListConnections) { [SoraFields.Local] = local }))).Count);
        }
    }

    [Theory]
    [InlineData("a", 3)]
    [InlineData("b", 1)]
    [InlineData("A", 0)]
    [InlineData("nobody's", 0)]
    public async Task The_connections_of_a_channel_are_listed(string channel, int count)
    {
        var list = await TestClient.ToListAsync(_client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = channel }));

        Assert.Equal(count, list.Count);
        Assert.All(list, connection => Assert.Equal(channel, connection.ChannelId));
    }

    [Fact]
    public async Task Cutting_a_channel_leaves_the_others()
    {
        await _client.CallAsync(SoraOperations.DisconnectChannel, new SoraRequest(SoraOperations.DisconnectChannel) { [SoraFields.ChannelId] = "a" });

        Assert.Equal(["C4"], Left());
    }

    [Fact]
    public async Task Cutting_a_role_leaves_the_other_roles()
    {
        await _client.CallAsync(SoraOperations.DisconnectChannelByRole, new SoraRequest(SoraOperations.DisconnectChannelByRole) { [SoraFields.ChannelId] = "a", [SoraFields.Role] = "recvonly" });

        Assert.Equal(["C1", "C4"], Left());
    }

    [Fact]
    public async Task Cutting_a_client_takes_all_its_connections_of_the_channel()
    {
        await _client.CallAsync(SoraOperations.DisconnectClient, new SoraRequest(SoraOperations.DisconnectClient) { [SoraFields.ChannelId] = "a", [SoraFields.ClientId] = "1" });

        Assert.Equal(["C3", "C4"], Left());
    }

    [Fact]
    public async Task Cutting_a_connection_takes_only_that_one_and_only_in_its_channel()
    {
        await _client.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "b", [SoraFields.ConnectionId] = "C2" });
        Assert.Equal(4, Left().Count());

        await _client.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "a", [SoraFields.ConnectionId] = "C2" });
        Assert.Equal(["C1", "C3", "C4"], Left());
    }

    [Fact]
    public async Task A_change_echoes_the_request_without_the_reason()
    {
        var answer = await ExchangeAsync(_simulator.Uri, Request("Sora_20151104.DisconnectClient", "{\"channel_id\":\"x\",\"client_id\":\"y\",\"reason\":{\"a\":1}}"));

        Assert.Equal("{\"channel_id\":\"x\",\"client_id\":\"y\"}", answer.Body);
    }

    [Fact]
    public async Task Streams_are_asked_for_and_given_back()
    {
        var asked = await _client.CallAsync(SoraOperations.RequestRtpStream, new SoraRequest(SoraOperations.RequestRtpStream)
        {
            [SoraFields.ChannelId] = "a",
            [SoraFields.RecvConnectionId] = "C2",
            [SoraFields.SendConnectionId] = "C1",
            [SoraFields.Rid] = "r0",
        });
        var reset = await _client.CallAsync(SoraOperations.ResetRtpStream, Reset("a", "C2"));

        Assert.Equal(("a", "C2", "C1", "r0"), (asked.ChannelId, asked.RecvConnectionId, asked.SendConnectionId, asked.Rid));
        Assert.Equal(("a", "C2", null, null), (reset.ChannelId, reset.RecvConnectionId, reset.SendConnectionId, reset.Rid));
        Assert.Equal(4, Left().Count());
    }

    [Fact]
    public async Task What_does_not_exist_can_be_refused_with_a_made_up_error()
    {
        using var strict = new SoraSimulator(new SoraSimulatorOptions { RefuseUnknownId = true });
        using var client = TestClient.Create(strict.Uri);
        strict.Add(Json("{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}"));

        Assert.Equal("SoraSimulatorUnknownId", (await TestClient.ExpectErrorAsync(() => client.CallAsync(SoraOperations.ResetRtpStream, Reset("sora", "C9")))).ErrorType);
        await client.CallAsync(SoraOperations.ResetRtpStream, Reset("sora", "C1"));
        await TestClient.DisconnectAsync(client);
        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraApiError, error.Error);
        Assert.Equal("SoraSimulatorUnknownId", error.ErrorType);
        Assert.NotNull(error.ErrorReason);
    }

    [Fact]
    public async Task Channels_and_the_license_are_answered()
    {
        var channels = await TestClient.InvokeAsync(_client, "Sora_20201013.ListChannels");
        var license = await TestClient.InvokeAsync(_client, "Sora_20171218.GetLicense");

        Assert.Equal(["a", "b"], channels.Select(channel => ((Dictionary<string, object?>)channel!)["channel_id"]));
        Assert.Equal("Sora", ((Dictionary<string, object?>)Assert.Single(license)!)["product_name"]);
    }

    [Fact]
    public async Task What_arrived_is_remembered_in_order()
    {
        await TestClient.ListAsync(_client);
        await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(_client, "Sora_20990101.DoSomething", Json("{\"a\":\"日本\"}")));
        await ExchangeAsync(_simulator.Uri, Request(null, method: "GET", path: "/other?x=1", headers: "X-Custom: a\r\n"));

        var requests = _simulator.Requests;
        Assert.Equal(["Sora_20201013.ListConnections", "Sora_20990101.DoSomething", null], requests.Select(request => request.Target));
        Assert.Equal([string.Empty, "{\"a\":\"日本\"}", string.Empty], requests.Select(request => request.Body));
        Assert.Equal([200, 400, 404], requests.Select(request => request.StatusCode));
        Assert.Equal(["POST", "POST", "GET"], requests.Select(request => request.Method));
        Assert.Equal(["/", "/", "/other?x=1"], requests.Select(request => request.Path));
        Assert.Equal("a", requests[2].Headers["x-custom"]);

        _simulator.ClearRequests();
        Assert.Empty(_simulator.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Authorization: Bearer wrong\r\n")]
    [InlineData("Authorization: Basic secret\r\n")]
    public async Task Without_the_token_it_answers_401_whatever_is_asked(string header)
    {
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { Token = "secret" });

        var answer = await ExchangeAsync(simulator.Uri, Request(null, "{", "PUT", headers: header));

        Assert.Equal(401, answer.Status);
        Assert.Equal("text/plain", answer["content-type"]);
    }

    [Fact]
    public async Task With_the_token_it_answers()
    {
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { Token = "secret" });
        using var client = new SoraClient(new SoraClientOptions(simulator.Uri) { Token = "secret" });
        using var stranger = TestClient.Create(simulator.Uri);

        Assert.Empty(await TestClient.ListAsync(client));
        Assert.Equal(SoraError.SoraUnauthorized, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(stranger))).Error);
    }

    [Fact]
    public async Task It_answers_at_the_path_that_was_asked_for_and_nowhere_else()
    {
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { Path = "/sora-api" });
        using var client = TestClient.Create(simulator.Uri);

        Assert.Equal("/sora-api", simulator.Uri.AbsolutePath);
        Assert.Empty(await TestClient.ListAsync(client));
        Assert.Equal(404, (await ExchangeAsync(simulator.Uri, Request("Sora_20201013.ListConnections"))).Status);
        Assert.Equal(404, (await ExchangeAsync(simulator.Uri, Request("Sora_20201013.ListConnections", path: "/sora-api/"))).Status);
    }

    [Fact]
    public void Made_up_connections_are_the_same_every_time_and_their_ids_unique()
    {
        using var one = new SoraSimulator();
        using var other = new SoraSimulator();
        one.AddSynthetic(5000);
        other.AddSynthetic(2000);
        other.AddSynthetic(3000);

        static string Shape(SoraConnection c) => string.Join('|', c.ChannelId, c.ClientId, c.ConnectionId, c.BundleId, c.SessionId, c.Role, c.Audio, c.Video, c.Simulcast, c.Spotlight);
        Assert.Equal(one.Connections.Select(Shape), other.Connections.Select(Shape));
        Assert.Equal(5000, one.Connections.Select(connection => connection.ConnectionId).Distinct().Count());
        Assert.All(one.Connections, connection => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", connection.ConnectionId));
        Assert.Equal(500, one.Connections.Select(connection => connection.ChannelId).Distinct().Count());
        Assert.Equal(500, one.Connections.Select(connection => connection.SessionId).Distinct().Count());
        Assert.All(one.Connections, connection => Assert.True(connection.Age > TimeSpan.Zero));
    }

    [Fact]
    public void What_a_connection_does_not_say_is_made_up()
    {
        using var simulator = new SoraSimulator();
        simulator.Add(Json("{}"));
        simulator.Add(Json("{\"ChannelId\":\"live\",\"Role\":\"sendonly\",\"future_field\":1}"));

        var (first, second) = (simulator.Connections[0], simulator.Connections[1]);
        Assert.Equal("sora", first.ChannelId);
        Assert.Equal("sendrecv", first.Role);
        Assert.Equal(26, first.ConnectionId.Length);
        Assert.Equal(first.ConnectionId, first.ClientId);
        Assert.NotEqual(first.ConnectionId, second.ConnectionId);
        Assert.Equal(("live", "sendonly", 1L), (second.ChannelId, second.Role, second.GetUnknownFields()["future_field"]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"role\":5}")]
    [InlineData("{\"connection_id\":{}}")]
    public void What_is_no_connection_cannot_be_added(string json) => Assert.Throws<ArgumentException>(() => _simulator.Add(Json(json)));

    [Fact]
    public async Task Many_clients_are_served_at_once()
    {
        _simulator.AddSynthetic(500);

        var lists = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TestClient.ListAsync(_client))));

        Assert.All(lists, list => Assert.Equal(504, list.Count));
        Assert.Equal(20, _simulator.Requests.Count);
    }

    [Fact]
    public async Task Disposing_closes_everything_and_gives_the_port_back()
    {
        var simulator = new SoraSimulator();
        using var idle = await ConnectAsync(simulator.Uri);
        using var busy = await ConnectAsync(simulator.Uri);
        await idle.SendAsync(Request("Sora_20201013.ListConnections"));
        await idle.ReceiveAsync();
        await busy.SendAsync("POST / HTTP/1.1\r\n");
        Assert.True(simulator.IsRunning);

        simulator.Dispose();
        simulator.Dispose();

        Assert.False(simulator.IsRunning);
        await EndAsync(idle);
        await EndAsync(busy);
        using var client = TestClient.Create(simulator.Uri);
        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).Error);
        using var next = new SoraSimulator(new SoraSimulatorOptions { Port = simulator.Uri.Port });
        Assert.Equal(simulator.Uri, next.Uri);
        Assert.Empty(await TestClient.ListAsync(client));
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error() =>
        Assert.Throws<SocketException>(() => new SoraSimulator(new SoraSimulatorOptions { Port = _simulator.Uri.Port }));

    private static SoraRequest Reset(string channel, string receiver) =>
        new(SoraOperations.ResetRtpStream) { [SoraFields.ChannelId] = channel, [SoraFields.RecvConnectionId] = receiver };

    private static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);

    private static string Short(SoraConnection connection) => connection.ChannelId + "/" + connection.ClientId + "/" + connection.Role;

    private static async Task EndAsync(RawHttpConnection connection)
    {
        try
        {
            await connection.ReceiveRestAsync();
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    private IEnumerable<string> Left() => _simulator.Connections.Select(connection => connection.ConnectionId);

    private void Add(string channel, string client, string connection, string role) =>
        _simulator.Add(Json("{\"channel_id\":\"" + channel + "\",\"client_id\":\"" + client + "\",\"connection_id\":\"" + connection + "\",\"role\":\"" + role + "\"}"));
}
