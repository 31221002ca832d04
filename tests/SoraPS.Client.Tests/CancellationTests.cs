using System.Net.NetworkInformation;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>A token that is cancelled ends a call at once, wherever it is, and the server sees its connection closed.</summary>
public sealed class CancellationTests
{
    public static bool IsLinux => OperatingSystem.IsLinux();

    [Fact]
    public async Task Nothing_is_sent_for_a_token_that_is_cancelled_already()
    {
        using var server = new RawServer(RawServer.Json(200, "[]"));
        using var client = TestClient.Create(server.Uri);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestClient.ListAsync(client, new CancellationToken(canceled: true)));

        Assert.Empty(server.Requests);
    }

    [Fact(Skip = "Only Linux has an address where a connection is neither taken nor refused.", SkipUnless = nameof(IsLinux))]
    public async Task Cancelling_while_connecting_ends_the_call_and_sends_nothing()
    {
        using var server = new FullBacklogListener();
        Assert.True(server.IsFull);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { ConnectionTimeout = TimeSpan.Zero, MaximumRetryCount = 3 });

        await CancelAsync(client, () => Connecting(server.Uri.Port) > 1); // one of those is the server's own

        Assert.Equal(0, server.CountConnectionsWithData());
    }

    [Fact]
    public async Task Cancelling_during_the_handshake_ends_the_call_and_closes_the_connection()
    {
        using var server = new StreamServer(StreamServer.ReadToEndAsync, "https");
        using var client = TestClient.Create(server.Uri);

        await CancelAsync(client, () => server.OpenConnections == 1);

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_while_no_answer_has_come_ends_the_call_and_closes_the_connection()
    {
        using var server = new RawServer(ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);

        await CancelAsync(client, () => server.Requests.Count == 1);

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_a_change_ends_the_call_and_closes_the_connection()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100") + "{" + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);
        using var cancel = new CancellationTokenSource();
        var call = TestClient.DisconnectAsync(client, cancel.Token);
        await TestClient.WaitUntilAsync(() => server.Requests.Count == 1);

        cancel.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_list_ends_it_and_closes_the_connection()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100000") + "[" + RawServer.Connection("sora", "C1") + "," + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections, null, cancel.Token), connection =>
        {
            Assert.Equal("C1", connection.ConnectionId);
            cancel.Cancel();
        }));

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_while_an_error_body_arrives_ends_the_call()
    {
        using var server = new RawServer(RawServer.Head(500, "content-length: 100") + "half" + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);

        await CancelAsync(client, () => server.Requests.Count == 1);

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_before_a_retry_ends_the_call()
    {
        using var server = new RawServer(RawServer.Head(503, "content-length: 0", "connection: close") + ServerStep.Close);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { RetryInterval = TimeSpan.FromHours(1) });

        await CancelAsync(client, () => server.Requests.Count == 1 && server.OpenConnections == 0);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task After_cancelling_no_object_that_has_arrived_is_delivered()
    {
        using var server = new RawServer(RawServer.Json(200, "[" + string.Join(',', Enumerable.Range(0, 40).Select(number => RawServer.Connection("sora", $"c{number}"))) + "]"));
        using var client = TestClient.Create(server.Uri);
        using var cancellation = new CancellationTokenSource();
        int seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections, null, cancellation.Token), _ =>
        {
            seen++;
            cancellation.Cancel();
        }));

        Assert.Equal(1, seen);
    }

    private static int Connecting(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.State == TcpState.SynSent && connection.RemoteEndPoint.Port == port);

    private static async Task CancelAsync(SoraClient client, Func<bool> underWay)
    {
        using var cancel = new CancellationTokenSource();
        var call = TestClient.ListAsync(client, cancel.Token);
        await TestClient.WaitUntilAsync(underWay);

        cancel.Cancel();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TestClient.SafetyLimit));
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
    }
}
