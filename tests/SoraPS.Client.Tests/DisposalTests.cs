using System.Diagnostics;
using System.Net;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What becomes of a client's sockets.</summary>
public sealed class DisposalTests
{
    private static readonly TimeSpan NetClosesAfter = TimeSpan.FromMinutes(1);

    private static readonly string Empty = RawServer.Json(200, "[]");

    [Fact]
    public async Task Disposing_the_client_ends_a_call_that_waits_and_closes_its_connection()
    {
        using var server = new RawServer(ServerStep.WaitForDisconnect);
        var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.Zero);
        var call = TestClient.ListAsync(client);
        await TestClient.WaitUntilAsync(() => server.Requests.Count == 1);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TestClient.SafetyLimit));
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Disposing_the_client_ends_a_list_that_is_arriving()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100000") + "[" + RawServer.Connection("sora", "a") + "," + ServerStep.WaitForDisconnect);
        var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.Zero);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), _ => client.Dispose()));

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Disposing_the_client_ends_a_call_that_waits_to_repeat()
    {
        using var server = new RawServer(RawServer.Json(503, string.Empty));
        var client = new SoraClient(new SoraClientOptions(server.Uri) { RetryInterval = TimeSpan.FromHours(1) });
        var call = TestClient.ListAsync(client);
        await TestClient.WaitUntilAsync(() => server.Requests.Count == 1);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TestClient.SafetyLimit));
    }

    [Fact]
    public async Task A_connection_that_the_server_closes_after_the_1000th_answer_costs_no_call()
    {
        const string Answer = "{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}";
        var script = Enumerable.Repeat<ServerStep>(RawServer.Json(200, Answer), 999).Append(RawServer.Head(200, "connection: close", "content-length: " + Answer.Length) + Answer + ServerStep.Close).Append(RawServer.Json(200, Answer));
        using var server = new RawServer(script.ToArray());
        using var client = TestClient.Create(server.Uri);

        for (int i = 0; i < 1_100; i++)
        {
            await TestClient.DisconnectAsync(client);
        }

        Assert.Equal(1_100, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_is_used_again()
    {
        using var server = new RawServer(Empty);
        using var client = TestClient.Create(server.Uri);

        await TestClient.ListAsync(client);
        await TestClient.ListAsync(client);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(1, server.OpenConnections);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("redirect")]
    [InlineData("proxy")]
    public async Task An_idle_connection_is_closed_before_the_server_closes_it(string kind)
    {
        using var server = new RawServer(Empty);
        using var first = new RawServer(RawServer.Head(307, "location: " + server.Uri, "content-length: 0"));
        var uri = kind == "redirect" ? first.Uri : kind == "proxy" ? new Uri("http://sora.example/") : server.Uri;
        using var client = new SoraClient(new SoraClientOptions(uri) { Proxy = kind == "proxy" ? server.Uri : null });

        await TestClient.ListAsync(client);
        var idle = Stopwatch.StartNew();
#if NETFRAMEWORK
        // The limit that .NET Framework goes by. Mono does not.
        var used = kind == "proxy" ? ServicePointManager.FindServicePoint(uri, new WebProxy(server.Uri)) : ServicePointManager.FindServicePoint(server.Uri);
        Assert.Equal(3000, used.MaxIdleTime);
#else
        Assert.Equal(1, server.OpenConnections);
        await TestClient.WaitUntilAsync(() => server.OpenConnections + first.OpenConnections == 0);
        Assert.InRange(idle.Elapsed, TimeSpan.FromSeconds(1), NetClosesAfter / 2);
#endif
    }

    [Fact]
    public async Task An_error_answer_too_large_to_read_closes_its_connection()
    {
        using var server = new RawServer(RawServer.Head(500, "content-length: 90000000") + new string('a', 17_000_000) + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);

        await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task After_an_error_answer_no_second_connection_stays_open()
    {
        using var server = new RawServer(RawServer.Json(400, "{\"error_type\":\"X\"}"), Empty);
        using var client = TestClient.Create(server.Uri);

        await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));
        await TestClient.ListAsync(client);

        Assert.Equal(1, server.OpenConnections);
    }

    [Fact]
    public async Task A_disposed_client_sends_nothing()
    {
        using var server = new RawServer(Empty);
        var client = TestClient.Create(server.Uri);
        client.Dispose();
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => TestClient.ListAsync(client));

        Assert.Empty(server.Requests);
    }
}
