using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>
/// Many calls through one client, eight at once, against a server that answers, closes, redirects and fails by chance. Each test run
/// makes 1,500; SORAPS_STRESS_CALLS=50000 asks for more, SORAPS_SEED for another course (which also depends on what the machine is
/// doing: the server's choices are the same, the calls that they meet are not).
/// </summary>
[Collection(NonParallelCollection.Name)]
[Trait("Category", "Stress")]
public sealed class SoakTests
{
    private const int AtOnce = 8;
    private const int Samples = 30;

    private static readonly int Total = Number("SORAPS_STRESS_CALLS", 1500);
    private static readonly int Seed = Number("SORAPS_SEED", 20260101);

    private readonly ITestOutputHelper _output;
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentQueue<string> _broken = new();
    private readonly List<Sample> _samples = new();
    private readonly int[] _answers = new int[10 * Total]; // by the number of the request
    private int _made;

    public SoakTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public async Task Handles_threads_and_memory_level_off_and_nothing_is_done_twice()
    {
        using var unobserved = new UnobservedExceptionMonitor();
        using var server = new FaultInjectingServer(Seed, Total);
        var client = new SoraClient(new SoraClientOptions(server.Uri) { OperationTimeout = TimeSpan.FromMilliseconds(400), RetryInterval = TimeSpan.FromMilliseconds(1) });
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => WorkAsync(client, server))));
        client.Dispose();

        Print(server);
        Assert.Empty(server.DuplicateChanges);
        Assert.Empty(_broken);
        Assert.Equal(Total, _outcomes.Values.Sum());
        Assert.True(_outcomes["success"] > Total / 3);
        Assert.All(new[] { "SoraApiError", "SoraUnauthorized", "SoraRedirected", "SoraConnectionFailed", "SoraTimeout", "SoraIncomplete", "cancelled" }, outcome => Assert.True(_outcomes.ContainsKey(outcome), outcome));
        Assert.All(server.FaultCounts, fault => Assert.True(fault.Value > 0, fault.Key));
        Assert.True(server.WaitForAllClosed(), "Sockets are left behind.");
        Assert.Empty(unobserved.GetExceptions());
        AssertLevel("handles", sample => sample.Handles, 40);
        AssertLevel("threads", sample => sample.Threads, 32);
        AssertLevel("heap, kB", sample => sample.Heap, 2_000);
        AssertLevel("working set, kB", sample => sample.WorkingSet, 30_000);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private async Task WorkAsync(SoraClient client, FaultInjectingServer server)
    {
        int number;
        while ((number = Interlocked.Increment(ref _made)) <= Total)
        {
            string outcome;
            try
            {
                outcome = await OneAsync(client, number).WaitAsync(TestClient.SafetyLimit);
            }
            catch (SoraApiException e)
            {
                outcome = e.Error.ToString();
            }
            catch (OperationCanceledException)
            {
                outcome = "cancelled";
            }
            catch (Exception e)
            {
                _broken.Enqueue("call " + number + ": " + e);
                outcome = "broken";
            }

            _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            if (number % Math.Max(1, Total / Samples) == 0)
            {
                Take(number, server);
            }
        }
    }

    /// <summary>The kinds of calls take turns; every seventh is cancelled within four milliseconds.</summary>
    private async Task<string> OneAsync(SoraClient client, int number)
    {
        using var cancel = new CancellationTokenSource();
        if (number % 7 == 0)
        {
            cancel.CancelAfter(number % 5);
        }

        var change = new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "soak", [SoraFields.ConnectionId] = "C" + number };
        var unknown = SoraOperations.Find("Soak_20260101.Change" + number);
        switch (number % 6)
        {
            case 0:
                await ListAsync(client.ListAsync(SoraOperations.ListConnections, null, cancel.Token), connection => connection.ConnectionId, number);
                break;
            case 1:
                await ListAsync(client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = "soak" }, cancel.Token), connection => connection.ConnectionId, number, leaveAfter: 1 + (number % 3));
                break;
            case 2:
                await ListAsync(client.InvokeAsync(SoraOperations.ListConnections, null, cancel.Token), item => (string)((Dictionary<string, object?>)item!)["connection_id"]!, number);
                break;
            case 3:
                var answer = await client.CallAsync(SoraOperations.DisconnectConnection, change, cancel.Token);
                Check(answer.ConnectionId == (string?)change[SoraFields.ConnectionId], number, "the answer of another change");
                break;
            case 4:
                await TestClient.ToListAsync(client.InvokeAsync(unknown, null, cancel.Token));
                break;
            default:
                await client.InvokeRawAsync(unknown, Encoding.UTF8.GetBytes("{}"), cancel.Token);
                break;
        }

        return "success";
    }

    /// <summary>What is delivered is the beginning of one answer, without a gap, and of an answer that no other call got. Some callers leave early.</summary>
    private async Task ListAsync<T>(IAsyncEnumerable<T> items, Func<T, string> idOf, int number, int leaveAfter = int.MaxValue)
    {
        string? answer = null;
        int count = 0;
        await foreach (var item in items)
        {
            string[] id = idOf(item).Split('-');
            if (answer is null)
            {
                answer = id[0];
                Check(Interlocked.Exchange(ref _answers[int.Parse(answer, CultureInfo.InvariantCulture)], 1) == 0, number, "an answer twice");
            }

            Check(id[0] == answer, number, "objects of two answers");
            Check(id[1] == (count++).ToString(CultureInfo.InvariantCulture), number, "a gap or an object twice");
            if (count == leaveAfter)
            {
                break;
            }
        }
    }

    private void Check(bool condition, int number, string what)
    {
        if (!condition)
        {
            _broken.Enqueue("call " + number + ": " + what);
        }
    }

    private void Take(int number, FaultInjectingServer server)
    {
        using var process = Process.GetCurrentProcess();
        int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : process.HandleCount;
        var sample = new Sample(number, handles, process.Threads.Count, (int)(GC.GetTotalMemory(forceFullCollection: true) / 1000), (int)(process.WorkingSet64 / 1000), server.OpenConnections);
        lock (_samples)
        {
            _samples.Add(sample);
        }
    }

    private void AssertLevel(string what, Func<Sample, int> figure, int allowance)
    {
        var figures = _samples.OrderBy(sample => sample.Calls).Select(figure).ToArray();
        int middle = Median(figures.Skip(figures.Length / 3).Take(figures.Length / 3));
        int last = Median(figures.Skip(2 * figures.Length / 3));
        Assert.True(last <= middle + allowance, $"{what}: {middle} in the middle third, {last} in the last");
    }

    private static int Median(IEnumerable<int> figures)
    {
        int[] sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private void Print(FaultInjectingServer server)
    {
        _output.WriteLine($"seed {Seed}, {Total} calls, {server.Requests} requests, {server.ChangesArrived} changes arrived, {server.DuplicateChanges.Count} of them twice");
        _output.WriteLine(string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value}")));
        _output.WriteLine(string.Join(", ", server.FaultCounts.OrderByDescending(fault => fault.Value).Select(fault => $"{fault.Key} {fault.Value}")));
        _output.WriteLine("| calls | handles | threads | heap, kB | working set, kB | connections |\n|---:|---:|---:|---:|---:|---:|");
        foreach (var sample in _samples.OrderBy(sample => sample.Calls))
        {
            _output.WriteLine($"| {sample.Calls} | {sample.Handles} | {sample.Threads} | {sample.Heap} | {sample.WorkingSet} | {sample.Connections} |");
        }

        foreach (string broken in _broken.Take(5).Concat(server.DuplicateChanges.Take(5)))
        {
            _output.WriteLine(broken);
        }
    }

    private sealed record Sample(int Calls, int Handles, int Threads, int Heap, int WorkingSet, int Connections);
}
