using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The table of faults against lists.</summary>
public sealed class FaultyListTests
{
    [Theory]
    [MemberData(nameof(FaultRun.Names), MemberType = typeof(FaultRun))]
    public async Task A_list_ends_as_promised_and_nothing_is_left_behind(string name)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: true);
        var delivered = new List<SoraConnection>();

        var error = await FaultRun.EndAsync(fault, server, client => Calls.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), delivered.Add));

        FaultRun.Check(fault, fault.List, error);
        Assert.Equal(fault.Delivered, delivered.Count);
        Assert.All(delivered, connection => Assert.Equal("sora", connection.ChannelId));
    }
}

/// <summary>The table of faults against changes.</summary>
public sealed class FaultyChangeTests
{
    public static TheoryData<string> Names => new(Faults.All.Where(fault => fault.Change is not null).Select(fault => fault.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_change_ends_as_promised_and_nothing_is_left_behind(string name)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: false);
        SoraDisconnectedConnection? answer = null;

        var error = await FaultRun.EndAsync(fault, server, async client => answer = await Calls.CutAsync(client));

        FaultRun.Check(fault, fault.Change!, error);
        Assert.Equal(fault.Change!.Length > 0 ? null : "C1", answer?.ConnectionId);
    }
}

/// <summary>The table of faults against calls of operations that we have no type for.</summary>
public sealed class FaultyInvokeTests
{
    private static readonly SoraOperation Reads = SoraOperations.Find("Sora_20171010.GetStatsReport");

    [Theory]
    [MemberData(nameof(FaultRun.Names), MemberType = typeof(FaultRun))]
    public Task Any_JSON_is_taken_and_any_fault_of_HTTP_is_found(string name) =>
        CheckAsync(name, client => Calls.AllAsync(client.InvokeAsync(Reads)), mayFail: true);

    [Theory]
    [MemberData(nameof(FaultRun.Names), MemberType = typeof(FaultRun))]
    public Task Any_text_is_taken_and_any_fault_of_HTTP_is_found(string name) =>
        CheckAsync(name, client => client.InvokeRawAsync(Reads), mayFail: false);

    private static async Task CheckAsync(string name, Func<SoraClient, Task> call, bool mayFail)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: true);

        var error = await FaultRun.EndAsync(fault, server, call);

        string wellFramed = error is null ? string.Empty : fault.Waits ? "SoraTimeout" : mayFail ? "SoraInvalidResponse" : string.Empty;
        FaultRun.Check(fault, fault.WellFramed ? wellFramed : fault.List, error);
    }
}

/// <summary>One call to a server that misbehaves: how it ends, what is known of the answer, and what is left behind.</summary>
internal static class FaultRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names => new(Faults.All.Select(fault => fault.Name));

    /// <summary>How the call ends; the client is gone afterwards, and so are its connections.</summary>
    public static async Task<SoraApiException?> EndAsync(Fault fault, RawServer server, Func<SoraClient, Task> call)
    {
        SoraApiException? error = null;
        using (var client = Calls.Client(server.Uri, operationTimeout: fault.Silent ? Patience : null))
        {
            try
            {
                await call(client).WaitAsync(Calls.Net);
            }
            catch (SoraApiException e)
            {
                error = e;
            }

            Assert.True(!fault.Waits || server.WaitForAllClosed(), "A connection that is of no more use is still open.");
        }

        Assert.True(server.WaitForAllClosed(), "A connection is still open.");
        return error;
    }

    public static void Check(Fault fault, string expected, SoraApiException? error)
    {
        Assert.Equal(expected, error?.Error.ToString() ?? string.Empty);
        if (error is null)
        {
            return;
        }

        Assert.Equal(fault.Status, (int?)error.StatusCode);
        Assert.Equal(fault.Body is null, error.ResponseBody is null);
        Assert.StartsWith(fault.Body ?? string.Empty, error.ResponseBody ?? string.Empty, StringComparison.Ordinal);
        Assert.True(fault.Status is null or < 300 || fault.Body == error.ResponseBody);
    }
}
