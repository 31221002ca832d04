using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>A consumer that is slower than the server: no object is lost, no call times out, and the server can send its answer.</summary>
public sealed class SlowConsumerTests
{
    // 25 MB, more than the buffers of two sockets hold.
    private const int Many = 12_000;
    private const int MetadataLength = 2_000;

    // How long a consumer does not read before the client reads ahead. Nothing depends on its being exact.
    private static readonly TimeSpan ReadAheadDelay = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_that_is_not_read_is_received_and_kept(bool gzip)
    {
        using var server = new ListServer(Many, gzip, metadataLength: MetadataLength);
        using var client = Client(server.Uri);

        await AssertCompleteAsync(client, Many, async () =>
        {
            Assert.Equal(0, server.Ended);
            await TestClient.WaitUntilAsync(() => server.Ended == 1);
        });
    }

    [Fact]
    public async Task What_arrived_before_a_list_broke_off_is_delivered_however_late_it_is_read()
    {
        using var server = new ListServer(Many, cut: true, metadataLength: MetadataLength);
        using var client = Client(server.Uri);
        int count = 0;

        var error = await TestClient.ExpectErrorAsync(async () =>
        {
            await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
            {
                Assert.Equal(ListServer.IdOf(count), connection.ConnectionId);
                if (count++ == 0)
                {
                    await TestClient.WaitUntilAsync(() => server.Ended == 1);
                }
            }
        });

        Assert.Equal((SoraError.SoraIncomplete, Many), (error.Error, error.ReceivedCount));
        Assert.Equal(Many, count);
    }

    [Fact]
    public async Task What_is_kept_has_a_limit_and_beyond_it_the_server_waits()
    {
        const int TooMany = 40_000; // 168 MB: more than the 64 MB that the client keeps and the buffers of two sockets, up to 40 MB
        using var server = new ListServer(TooMany, metadataLength: 4_000);
        using var client = Client(server.Uri);

        await AssertCompleteAsync(client, TooMany, async () =>
        {
            await TestClient.WaitUntilAsync(() => server.Sent > TooMany / 8); // the client reads ahead
            Assert.True(await Task.Run(() => server.WaitForBlockedSend(60_000)));
        });
    }

    [Fact]
    public async Task Leaving_the_loop_closes_the_connection_while_the_list_is_read_ahead()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100000") + "[" + RawServer.Connection("sora", "C1") + "," + ServerStep.WaitForDisconnect);
        using var client = Client(server.Uri);

        await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
        {
            await ReadAheadAsync();
            break;
        }

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_closes_the_connection_while_the_consumer_is_busy(bool readAhead)
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100000") + "[" + RawServer.Connection("sora", "C1") + "," + ServerStep.WaitForDisconnect);
        using var client = Client(server.Uri);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var connection in client.ListAsync(SoraOperations.ListConnections, null, cancel.Token))
            {
                await (readAhead ? ReadAheadAsync() : Task.CompletedTask);
                cancel.Cancel();
                await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
            }
        });
    }

    [Fact]
    public async Task The_time_limit_starts_when_the_consumer_waits()
    {
        string start = RawServer.Head(200, "content-length: 100000") + "[" + RawServer.Connection("sora", "C1") + ",";
        using var server = new RawServer(start + ServerStep.WaitForSignal + RawServer.Connection("sora", "C2") + "," + ServerStep.WaitForDisconnect);
        using var client = Client(server.Uri, operationTimeout: TimeSpan.FromSeconds(1));
        var delivered = new List<string>();

        var error = await TestClient.ExpectErrorAsync(async () =>
        {
            await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
            {
                delivered.Add(connection.ConnectionId);
                await ReadAheadAsync();
                server.Signal();
            }
        });

        Assert.Equal(["C1", "C2"], delivered);
        Assert.Equal(SoraError.SoraTimeout, error.Error);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    private static SoraClient Client(Uri uri, TimeSpan? operationTimeout = null) => new(new SoraClientOptions(uri)
    {
        MaximumRetryCount = 0,
        OperationTimeout = operationTimeout ?? TestClient.SafetyLimit,
        ReadAheadDelay = ReadAheadDelay,
    });

    /// <summary>Long enough for the client to start reading ahead.</summary>
    private static Task ReadAheadAsync() => Task.Delay(TimeSpan.FromTicks(5 * ReadAheadDelay.Ticks));

    private static async Task AssertCompleteAsync(SoraClient client, int expected, Func<Task> pause)
    {
        int count = 0;
        await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
        {
            Assert.Equal(ListServer.IdOf(count), connection.ConnectionId);
            if (count++ == 0)
            {
                await pause();
            }
        }

        Assert.Equal(expected, count);
    }
}
