using System.Net;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Tests that look at, or change, something that the whole process shares.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xUnit's own word.
public sealed class AloneCollection
#pragma warning restore CA1711
{
    public const string Name = "alone";
}

[Collection(AloneCollection.Name)]
public sealed class ProcessWideTests
{
    private static readonly string Connection = RawServer.Connection("sora", "C1");

    [Fact]
    public async Task The_system_s_proxy_is_used_but_not_for_loopback_and_not_with_NoProxy()
    {
        using var proxy = new RawServer(RawServer.Json(200, "[" + Connection + "]"));
        using var server = new RawServer(RawServer.Json(200, "[]"));
        using var near = Calls.Client(server.Uri);
        using var far = Calls.Client(new Uri("http://sora.invalid/"));
        using var direct = new SoraClient(new SoraClientOptions(new Uri("http://sora.invalid/")) { NoProxy = true, MaximumRetryCount = 0 });
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Uri);
        try
        {
            Assert.Empty(await Calls.ListAsync(near));
            Assert.Empty(proxy.Requests);

            Assert.Single(await Calls.ListAsync(far));
            Assert.Single(proxy.Requests);

            await Calls.FailAsync(() => Calls.ListAsync(direct));
            Assert.Single(proxy.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task No_task_is_left_with_an_exception_that_nobody_saw()
    {
        Collect();
        var unobserved = new List<Exception>();
        void Remember(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Remember;
        try
        {
            await FailInEveryWayAsync();
            for (int i = 0; i < 5; i++)
            {
                Collect();
                await Task.Delay(50);
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Remember;
        }

        Assert.Empty(unobserved);
    }

    private static async Task FailInEveryWayAsync()
    {
        string half = RawServer.Head(200, "content-length: 9000") + "[" + Connection + ",";
        foreach (string answer in new[] { RawServer.Stall, RawServer.Close, RawServer.Reset, half + RawServer.Stall, half + RawServer.Close, half + RawServer.Reset, RawServer.Json(500, "no"), RawServer.Json(200, "[5]") })
        {
            using var server = new RawServer(answer);
            using var client = Calls.Client(server.Uri, operationTimeout: TimeSpan.FromMilliseconds(200));
            await Calls.FailAsync(() => Calls.ListAsync(client));
            await Calls.FailAsync(() => Calls.CutAsync(client));
        }

        foreach (string answer in new[] { RawServer.Stall, half + RawServer.Stall })
        {
            using var server = new RawServer(answer);
            using var client = Calls.Client(server.Uri);
            using var cancel = new CancellationTokenSource();
            var call = Calls.ListAsync(client, cancel.Token);
            await Calls.UntilAsync(() => server.Requests.Count == 1);
            cancel.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        using var nobody = Calls.Client(RawServer.Nobody());
        await Calls.FailAsync(() => Calls.ListAsync(nobody));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
