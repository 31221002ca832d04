using System.Net;
using static SoraPS.Client.Tests.RawHttpConnection;

namespace SoraPS.Client.Tests;

/// <summary>The simulator while a test scripts it: who comes, changes and leaves, and what goes wrong.</summary>
public sealed class SimulatorScriptTests : IDisposable
{
    private const string List = "Sora_20201013.ListConnections";
    private const string Cut = "Sora_20151104.DisconnectConnection";
    private readonly SoraSimulator _simulator = new();
    private readonly SoraClient _client;

    public SimulatorScriptTests()
    {
        _client = TestClient.Create(_simulator.Uri);
        _simulator.Add("{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}", "{\"channel_id\":\"sora\",\"connection_id\":\"C2\",\"role\":\"recvonly\"}");
    }

    private SoraConnection First => _simulator.Connections[0];

    public void Dispose()
    {
        _client.Dispose();
        _simulator.Dispose();
    }

    [Fact]
    public void An_age_is_told_as_we_show_it_or_unknown()
    {
        _simulator.ClearConnections();
        _simulator.Add("{\"Age\":\"5:00:00\"}", "{\"created_at\":\"2020-01-02T03:04:05Z\"}", "{\"age\":null}", "{\"created_timestamp\":\"2020-01-02T03:04:05.5Z\"}", "{}", "{\"created_time\":7,\"age\":\"9:00:00\"}");

        var made = _simulator.Connections;
        Assert.InRange(made[0].Age!.Value, TimeSpan.FromHours(5), TimeSpan.FromHours(6));
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), made[1].CreatedAt!.Value.ToUniversalTime());
        Assert.Null(made[2].Age);
        Assert.Null(made[2].CreatedTime);
        Assert.Null(made[3].CreatedTime);
        Assert.Equal(2020, made[3].CreatedAt!.Value.Year);
        Assert.InRange(made[4].Age!.Value, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.Equal(7, made[5].CreatedTime);
        Assert.All(made, connection => Assert.DoesNotContain("age", connection.GetUnknownFields().Keys));
    }

    [Fact]
    public void Connections_are_added_all_or_none()
    {
        Assert.Throws<ArgumentException>(() => _simulator.Add("{\"connection_id\":\"C3\"}", "{\"role\":5}"));
        Assert.Throws<ArgumentException>(() => _simulator.Add("{\"age\":\"a while\"}"));
        Assert.Throws<ArgumentException>(() => _simulator.Add(new object()));

        Assert.Equal(["C1", "C2"], Left());
    }

    [Fact]
    public void Connections_leave_by_id_by_fields_and_all_at_once()
    {
        _simulator.Add("{\"channel_id\":\"b\",\"connection_id\":\"C3\",\"spotlight\":true}", "{\"channel_id\":\"b\",\"connection_id\":\"C4\"}");

        _simulator.Remove("C1");
        Assert.Equal(["C2", "C3", "C4"], Left());
        _simulator.Remove(Json("{\"ChannelId\":\"b\",\"spotlight\":true}"));
        Assert.Equal(["C2", "C4"], Left());
        _simulator.Remove(First);
        Assert.Equal(["C4"], Left());
        _simulator.ClearConnections();
        Assert.Empty(Left());
    }

    [Fact]
    public void Nobody_leaves_or_changes_by_mistake()
    {
        foreach (object which in new object[] { "c1", "", Json("{}"), Json("{\"channel_id\":\"Sora\"}"), Json("{\"channel_id\":null}"), Json("[]") })
        {
            Assert.Throws<ArgumentException>(() => _simulator.Remove(which));
            Assert.Throws<ArgumentException>(() => _simulator.Set(which, "{\"role\":\"sendonly\"}"));
        }

        Assert.Throws<ArgumentException>(() => _simulator.Set("C1", "{\"role\":null}"));
        Assert.Throws<ArgumentException>(() => _simulator.Remove(null!));
        Assert.Equal(["C1", "C2"], Left());
        Assert.Equal("sendrecv", First.Role);
    }

    [Fact]
    public async Task A_connection_changes_and_the_next_list_says_so()
    {
        _simulator.Set("C1", "{\"role\":\"sendonly\",\"simulcast\":true,\"event_metadata\":[1]}");
        var changed = (await TestClient.ListAsync(_client))[0];
        Assert.Equal(("sendonly", true), (changed.Role, changed.Simulcast));
        Assert.NotNull(changed.CreatedAt);

        _simulator.Set(Json("{\"channel_id\":\"sora\"}"), "{\"simulcast\":null,\"age\":\"3:00:00\"}");
        var list = await TestClient.ListAsync(_client);
        Assert.NotEmpty(list);
        Assert.All(list, connection => Assert.True(connection.Age > TimeSpan.FromHours(2)));
        Assert.DoesNotContain("simulcast", (await ExchangeAsync(_simulator.Uri, Request(List))).Body, StringComparison.Ordinal);

        _simulator.Set("C1", "{\"created_timestamp\":\"2020-01-02T03:04:05Z\"}");
        _simulator.Set("C1", "{\"age\":\"3:00:00\"}");
        Assert.InRange(First.Age!.Value, TimeSpan.FromHours(2), TimeSpan.FromHours(4));
        _simulator.Set("C1", "{\"created_timestamp\":null}");
        Assert.Null(First.Age);
    }

    [Fact]
    public async Task It_fails_with_a_status_until_the_faults_are_cleared()
    {
        _simulator.Fail(503);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(_client))).StatusCode);
        }

        _simulator.ClearFaults();
        Assert.Equal(2, (await TestClient.ListAsync(_client)).Count);
        Assert.Equal([503, 503, 503, 200], _simulator.Requests.Select(request => request.StatusCode));
    }

    [Fact]
    public async Task A_fault_is_over_after_its_times_and_lets_others_pass_first()
    {
        _simulator.Fail(new SoraSimulatorFault { StatusCode = 500, Skip = 1, Times = 2 });
        _simulator.Fail(502, 1);
        Assert.Equal(2, _simulator.Faults.Count);

        for (int i = 0; i < 4; i++)
        {
            await ExchangeAsync(_simulator.Uri, Request(List));
        }

        Assert.Equal([502, 500, 500, 200], _simulator.Requests.Select(request => request.StatusCode));
        Assert.Empty(_simulator.Faults);
    }

    [Theory]
    [InlineData(Cut)]
    [InlineData("DisconnectConnection")]
    public async Task A_fault_hits_one_operation_and_one_body(string target)
    {
        _simulator.Fail(new SoraSimulatorFault { Target = target, When = "{\"connection_id\":\"C2\"}", ErrorType = "BROKEN" });

        Assert.Equal("BROKEN", (await TestClient.ExpectErrorAsync(() => CutAsync("C2"))).ErrorType);
        await CutAsync("C1");

        Assert.Equal(["C2"], (await TestClient.ListAsync(_client)).Select(connection => connection.ConnectionId));
        Assert.Equal([400, 200, 200], _simulator.Requests.Select(request => request.StatusCode));
    }

    [Fact]
    public async Task A_fault_can_lose_the_answer_only()
    {
        _simulator.Fail(new SoraSimulatorFault { Drop = true, TakesEffect = true, Times = 1 });

        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => CutAsync("C1"))).Error);

        Assert.Equal(["C2"], Left());
    }

    [Fact]
    public async Task A_success_that_does_nothing_can_be_told()
    {
        _simulator.Fail(new SoraSimulatorFault { StatusCode = 200, Target = "DisconnectConnection" });

        await CutAsync("C1");

        Assert.Equal(2, (await TestClient.ListAsync(_client)).Count);
    }

    [Fact]
    public async Task An_outage_comes_and_goes_on_the_same_port()
    {
        await TestClient.ListAsync(_client);
        _simulator.Fail(new SoraSimulatorFault { Drop = true });
        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(_client))).Error);
        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => CutAsync("C1"))).Error);
        Assert.Equal(0, _simulator.Requests[^1].StatusCode);

        _simulator.ClearFaults();

        Assert.Equal(2, (await TestClient.ListAsync(_client)).Count);
    }

    [Fact]
    public async Task An_answer_breaks_off_in_the_middle()
    {
        _simulator.AddSynthetic(10);
        _simulator.Fail(new SoraSimulatorFault { CutShort = true });
        var (seen, error) = await TestClient.ReadBrokenListAsync(_client);

        Assert.Equal((SoraError.SoraIncomplete, seen.Count), (error.Error, error.ReceivedCount));
        Assert.InRange(seen.Count, 1, 11);
    }

    [Fact]
    public async Task A_proxy_answers_with_a_page_and_headers()
    {
        _simulator.Fail(new SoraSimulatorFault { StatusCode = 429, Body = "<html>busy</html>", Headers = new Dictionary<string, string> { ["Retry-After"] = "1" }, Times = 1 });
        _simulator.Fail(new SoraSimulatorFault { Body = "{}", Headers = new Dictionary<string, object> { ["Content-Type"] = "application/json" } });

        var page = await ExchangeAsync(_simulator.Uri, Request(List));
        var other = await ExchangeAsync(_simulator.Uri, Request(List));

        Assert.Equal((429, "text/html", "1", "<html>busy</html>"), (page.Status, page["content-type"], page["retry-after"], page.Body));
        Assert.Equal((500, "application/json", "{}"), (other.Status, other["content-type"], other.Body));
    }

    [Fact]
    public async Task A_fault_comes_before_the_path_and_the_token()
    {
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { Token = "secret" });
        simulator.Fail(503);

        Assert.Equal(503, (await ExchangeAsync(simulator.Uri, Request(List, path: "/other"))).Status);
    }

    [Fact]
    public async Task It_becomes_slow_and_quick_again_while_it_runs()
    {
        using var impatient = new SoraClient(new SoraClientOptions(_simulator.Uri) { OperationTimeout = TimeSpan.FromMilliseconds(200), MaximumRetryCount = 0 });
        _simulator.LatencyMilliseconds = 60_000;
        Assert.Equal(SoraError.SoraTimeout, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(impatient))).Error);

        _simulator.LatencyMilliseconds = 0;
        _simulator.Fail(new SoraSimulatorFault { DelayMilliseconds = 60_000, Times = 1 });
        Assert.Equal(SoraError.SoraTimeout, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(impatient))).Error);

        Assert.Equal(2, (await TestClient.ListAsync(_client)).Count);
        Assert.Throws<ArgumentException>(() => _simulator.LatencyMilliseconds = -1);
    }

    [Fact]
    public async Task Of_many_requests_at_once_a_fault_hits_as_many_as_it_says()
    {
        _simulator.Fail(503, 7);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => ExchangeAsync(_simulator.Uri, Request(List)))));

        Assert.Equal(7, _simulator.Requests.Count(request => request.StatusCode == 503));
    }

    [Fact]
    public void A_fault_that_makes_no_sense_is_refused()
    {
        foreach (var fault in new SoraSimulatorFault[]
        {
            new(), new() { Target = "x", Times = 1 }, new() { StatusCode = 100 }, new() { StatusCode = 600 }, new() { Drop = true, StatusCode = 500 },
            new() { Drop = true, CutShort = true }, new() { ErrorType = "X", Body = "y" }, new() { Drop = true, Times = -1 }, new() { Drop = true, Skip = -1 },
            new() { DelayMilliseconds = -1 }, new() { Drop = true, When = "5" }, new() { Headers = new Dictionary<string, string> { ["Content-Length"] = "5" } },
            new() { Headers = new Dictionary<string, string> { ["X-A"] = "a\r\nX-B: b" } }, new() { Headers = new Dictionary<string, string> { ["X A"] = "a" } },
        })
        {
            Assert.Throws<ArgumentException>(() => _simulator.Fail(fault));
        }

        Assert.Empty(_simulator.Faults);
    }

    [Fact]
    public async Task The_body_of_a_request_is_an_object_too()
    {
        await CutAsync("C1");
        await ExchangeAsync(_simulator.Uri, Request(List, "{\"a\":"));
        await TestClient.ListAsync(_client);

        var requests = _simulator.Requests;
        Assert.Equal("C1", ((Dictionary<string, object?>)requests[0].Json!)["connection_id"]);
        Assert.Equal([null, null], requests.Skip(1).Select(request => request.Json));
    }

    private static byte[] Json(string json) => System.Text.Encoding.UTF8.GetBytes(json);

    private IEnumerable<string> Left() => _simulator.Connections.Select(connection => connection.ConnectionId);

    private Task<SoraDisconnectedConnection> CutAsync(string connection) => _client.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "sora", [SoraFields.ConnectionId] = connection });
}
