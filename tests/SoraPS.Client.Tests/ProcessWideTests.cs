using System.Net;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

[Collection(NonParallelCollection.Name)]
public sealed class ProcessWideTests
{
    private static readonly string Connection = RawServer.Connection("sora", "C1");

    // Ends the calls whose server is silent. Long enough for most others to end by what their server does.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task The_system_s_proxy_is_used_but_not_for_loopback_and_not_with_NoProxy()
    {
        using var proxy = new RawServer(RawServer.Json(200, "[" + Connection + "]"));
        using var server = new RawServer(RawServer.Json(200, "[]"));
        using var near = TestClient.Create(server.Uri);
        using var far = TestClient.Create(new Uri("http://sora.invalid/"));
        using var direct = new SoraClient(new SoraClientOptions(new Uri("http://sora.invalid/")) { NoProxy = true, MaximumRetryCount = 0 });
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Uri);
        try
        {
            Assert.Empty(await TestClient.ListAsync(near));
            Assert.Empty(proxy.Requests);

            Assert.Single(await TestClient.ListAsync(far));
            Assert.Single(proxy.Requests);

            await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(direct));
            Assert.Single(proxy.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task No_task_is_left_with_an_unobserved_exception()
    {
        using var unobserved = new UnobservedExceptionMonitor();

        await FailInEveryWayAsync();

        Assert.Empty(unobserved.GetExceptions());
    }

    [Fact]
    public async Task A_list_of_200_MB_is_delivered_without_being_held()
    {
        // What is held grows with the bytes, not with the number of objects: few large ones take less time.
        const int Batches = 750;
        string large = RawServer.Connection("sora", "C1", more: ",\"event_metadata\":\"" + new string('x', 1_300) + "\"");
        string batch = string.Concat(Enumerable.Repeat(large + ",", 200));
        using var server = new RawServer(RawServer.Head(200, "connection: close") + "[" + ServerStep.Repeat(batch, Batches) + Connection + "]" + ServerStep.Close);
        using var client = TestClient.Create(server.Uri);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long count = 0;
        long most = 0;

        await TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), _ =>
        {
            if (++count % 50_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        });

        Assert.True((long)batch.Length * Batches > 200_000_000);
        Assert.Equal((200 * Batches) + 1, count);
        Assert.InRange(most, 0, 20_000_000);
        Assert.True(server.WaitForAllClosed());
    }

    /// <summary>Every row of the table of faults, all of them at once; and what the caller ends himself.</summary>
    private static async Task FailInEveryWayAsync()
    {
        await Task.WhenAll(Faults.All.Select(async fault =>
        {
            using var lists = fault.Open(list: true);
            using var changes = fault.Open(list: false);
            using var lister = TestClient.Create(lists.Uri, operationTimeout: SilenceLimit);
            using var changer = TestClient.Create(changes.Uri, operationTimeout: SilenceLimit);
            await Task.WhenAll(EndAsync(() => TestClient.ListAsync(lister)), EndAsync(() => TestClient.DisconnectAsync(changer)));
        }));

        foreach (var answer in new[] { ServerStep.WaitForDisconnect, RawServer.Head(200, "content-length: 9000") + "[" + Connection + "," + ServerStep.WaitForDisconnect })
        {
            using var server = new RawServer(answer);
            using var client = TestClient.Create(server.Uri);
            using var cancel = new CancellationTokenSource();
            var call = TestClient.ListAsync(client, cancel.Token);
            await TestClient.WaitUntilAsync(() => server.Requests.Count == 1);
            cancel.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
    }

    private static async Task EndAsync(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(TestClient.SafetyLimit);
        }
        catch (SoraApiException)
        {
            // Other tests look at which it is.
        }
    }
}
