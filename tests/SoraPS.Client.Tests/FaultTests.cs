using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>All rows of the table of faults, with a list.</summary>
public sealed class ListFaultTests
{
    [Theory]
    [MemberData(nameof(FaultRun.Names), MemberType = typeof(FaultRun))]
    public async Task A_list_ends_as_promised_and_nothing_is_left_behind(string name)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: true);
        var delivered = new List<SoraConnection>();

        var error = await FaultRun.EndAsync(fault, server, client => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), delivered.Add));

        FaultRun.Check(fault, fault.List, error);
        Assert.Equal(fault.Delivered, delivered.Count);
        Assert.All(delivered, connection => Assert.Equal("sora", connection.ChannelId));
    }
}

/// <summary>All rows of the table that say what a change ends with.</summary>
public sealed class ChangeFaultTests
{
    public static TheoryData<string> Names => new(Faults.All.Where(fault => fault.Change is not null).Select(fault => fault.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_change_ends_as_promised_and_nothing_is_left_behind(string name)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: false);
        SoraDisconnectedConnection? answer = null;

        var error = await FaultRun.EndAsync(fault, server, async client => answer = await TestClient.DisconnectAsync(client));

        FaultRun.Check(fault, fault.Change!, error);
        Assert.Equal(fault.Change!.Length > 0 ? null : "C1", answer?.ConnectionId);
    }
}

/// <summary>
/// Calls of operations without a type, with rows of every kind. Up to the body such a call goes the same way as a list, so that one row
/// stands for those that differ only before the body; of the body, every rule has a row.
/// </summary>
public sealed class UntypedCallFaultTests
{
    public static readonly TheoryData<string> Names = new(
        "refuses", "accepts and says nothing", "resets before the answer", "closes in a header", "stalls in mid-body", "closes before the body", "closes in mid-body", "ends the body by closing",
        "speaks no HTTP", "a content-length that is no number", "a content-length shorter than the body", "a body in chunks", "a broken chunk", "gzip", "gzip that is none", "gzip that breaks off",
        "200 with HTML", "200 with nothing", "204", "200 with two values", "200 with a byte order mark", "a list with a bad element, then silence",
        "a list with JSON 10,000 levels deep", "a list with invalid UTF-8", "a list with a NUL in a text", "a list with NaN", "a list with a comma too many",
        "400 MissingTarget", "400 InvalidJSON, a schema", "400 with text", "401", "407", "500 whose body breaks off", "500 in gzip that is none", "307", "307 in a loop", "a certificate that nobody vouches for");

    private static readonly SoraOperation Reads = SoraOperations.Find("Sora_20171010.GetStatsReport");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Any_JSON_is_taken_and_any_fault_of_HTTP_is_found(string name) =>
        CheckAsync(name, client => TestClient.ToListAsync(client.InvokeAsync(Reads)), mayFail: true);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Any_text_is_taken_and_any_fault_of_HTTP_is_found(string name) =>
        CheckAsync(name, client => client.InvokeRawAsync(Reads), mayFail: false);

    private static async Task CheckAsync(string name, Func<SoraClient, Task> call, bool mayFail)
    {
        var fault = Faults.Find(name);
        using var server = fault.Open(list: true);

        var error = await FaultRun.EndAsync(fault, server, call);

        string wellFramed = error is null ? string.Empty : fault.Waits ? "SoraTimeout" : mayFail ? fault.List == "SoraIncomplete" ? fault.List : "SoraInvalidResponse" : string.Empty;
        FaultRun.Check(fault, fault.WellFramed ? wellFramed : fault.List, error);
    }
}

/// <summary>One call to a server that misbehaves: how it ends, what is known of the answer, and what is left behind.</summary>
internal static class FaultRun
{
    // Where nothing has to arrive before the server is silent, the limit may end the call at any time. Otherwise what comes first has to arrive within it.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongEnoughToArrive = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names => new(Faults.All.Select(fault => fault.Name));

    /// <summary>How the call ends; the client is gone afterwards, and so are its connections.</summary>
    public static async Task<SoraApiException?> EndAsync(Fault fault, RawServer server, Func<SoraClient, Task> call)
    {
        SoraApiException? error = null;
        using (var client = TestClient.Create(server.Uri, operationTimeout: !fault.Silent ? null : fault.Status is null ? Short : LongEnoughToArrive))
        {
            try
            {
                await call(client).WaitAsync(TestClient.SafetyLimit);
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
