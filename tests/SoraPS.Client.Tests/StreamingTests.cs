using System.IO.Compression;
using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Lists while they arrive: early delivery, leaving, silence, and lists that break off.</summary>
public sealed class StreamingTests
{
    private static readonly string Endless = RawServer.Head(200, "content-type: application/json", "content-length: 100000");
    private static readonly string First = RawServer.Connection("sora", "C1");
    private static readonly string Second = RawServer.Connection("sora", "C2");

    [Fact]
    public async Task The_first_object_comes_before_the_server_has_sent_the_last_byte()
    {
        using var server = new RawServer(RawServer.Head(200, "transfer-encoding: chunked") + RawServer.Chunk("[" + First + ",") + ServerStep.WaitForSignal + RawServer.Chunk(Second + "]") + RawServer.Chunk(string.Empty));
        using var client = TestClient.Create(server.Uri);
        var ids = new List<string>();

        await TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), connection =>
        {
            ids.Add(connection.ConnectionId);
            server.Signal();
        });

        Assert.Equal(["C1", "C2"], ids);
    }

    [Fact]
    public async Task Leaving_the_loop_early_closes_the_connection()
    {
        using var server = new RawServer(Endless + "[" + First + "," + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri);

        await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
        {
            Assert.Equal("C1", connection.ConnectionId);
            Assert.Equal(1, server.OpenConnections);
            break;
        }

        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_server_that_never_answers_times_out()
    {
        using var server = new RawServer(ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri, retries: 2, operationTimeout: TimeSpan.FromSeconds(1));

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraTimeout, error.Error);
        Assert.Null(error.StatusCode);
        Assert.Equal(server.Uri, error.RequestUri);
        Assert.Single(server.Requests);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_times_out()
    {
        using var server = new StreamServer(StreamServer.ReadToEndAsync, "https");
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { ConnectionTimeout = TimeSpan.FromMilliseconds(100), OperationTimeout = TestClient.SafetyLimit, MaximumRetryCount = 0 });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraTimeout, error.Error);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_list_that_stalls_times_out_after_the_objects_that_arrived()
    {
        using var server = new RawServer(Endless + "[" + First + "," + ServerStep.WaitForDisconnect);
        using var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.FromSeconds(1));

        var (delivered, error) = await TestClient.ReadBrokenListAsync(client);

        Assert.Equal("C1", Assert.Single(delivered).ConnectionId);
        Assert.Equal(SoraError.SoraTimeout, error.Error);
        Assert.Equal(200, TestClient.StatusCode(error.StatusCode));
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_list_that_takes_longer_than_the_timeout_but_is_never_silent_is_read_to_its_end()
    {
        using var server = new StreamServer(async stream =>
        {
            await StreamServer.ReadRequestAsync(stream);
            await StreamServer.WriteAsync(stream, RawServer.Head(200, "connection: close"));
            foreach (char[] piece in ("[" + First + "," + Second + "]").Chunk(2))
            {
                await Task.Delay(10);
                await StreamServer.WriteAsync(stream, new string(piece));
            }
        });

        // A hundred times the pause between two pieces, and less than the 150 pauses together.
        using var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await TestClient.ListAsync(client)).Count);
    }

    [Fact]
    public async Task A_consumer_that_takes_longer_than_the_timeout_never_times_out()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: " + ("[,]".Length + First.Length + Second.Length)) + "[" + First + "," + ServerStep.WaitForSignal + Second + "]");
        using var client = TestClient.Create(server.Uri, operationTimeout: TimeSpan.FromMilliseconds(500));
        var ids = new List<string>();

        await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
        {
            ids.Add(connection.ConnectionId);
            server.Signal();
            await Task.Delay(750);
        }

        Assert.Equal(["C1", "C2"], ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_that_is_cut_off_fails_after_the_objects_that_arrived(bool reset)
    {
        using var server = new RawServer(Endless + "[" + First + "," + Second + ",{\"channel_id\":\"so" + ServerStep.WaitForSignal + (reset ? ServerStep.Reset : ServerStep.Close));
        using var client = TestClient.Create(server.Uri, retries: 2);
        var delivered = new List<string>();

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), connection =>
        {
            delivered.Add(connection.ConnectionId);
            server.Signal();
        }));

        Assert.Equal(["C1", "C2"], delivered);
        Assert.Equal((SoraError.SoraIncomplete, 2), (error.Error, error.ReceivedCount));
        Assert.Equal(200, TestClient.StatusCode(error.StatusCode));
        Assert.StartsWith("[" + First, error.ResponseBody, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Elements_before_one_that_is_no_connection_are_delivered(string element)
    {
        using var server = new RawServer(RawServer.Json(200, "[" + First + "," + element + "," + Second + "]"));
        using var client = TestClient.Create(server.Uri);

        var (delivered, error) = await TestClient.ReadBrokenListAsync(client);

        Assert.Equal("C1", Assert.Single(delivered).ConnectionId);
        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(1000)]
    public async Task Elements_before_broken_JSON_are_delivered(int good)
    {
        string list = "[" + string.Concat(Enumerable.Range(0, good).Select(number => RawServer.Connection("sora", $"c{number}") + ",")) + "oops]";
        using var server = new RawServer(RawServer.Json(200, list));
        using var client = TestClient.Create(server.Uri);

        var (delivered, error) = await TestClient.ReadBrokenListAsync(client);

        Assert.Equal(good, delivered.Count);
        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
    }

    [Fact]
    public async Task What_follows_a_list_makes_it_invalid_after_all_was_delivered()
    {
        using var server = new RawServer(RawServer.Json(200, "[" + RawServer.Connection("sora", "a") + "] x"));
        using var client = TestClient.Create(server.Uri);

        var (delivered, error) = await TestClient.ReadBrokenListAsync(client);

        Assert.Single(delivered);
        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
    }

    [Fact]
    public async Task A_byte_order_mark_and_any_amount_of_white_space_are_read_over()
    {
        string blanks = new(' ', 20_000);
        using var server = new RawServer(RawServer.Json(200, "\uFEFF" + blanks + "[" + blanks + RawServer.Connection("sora", "a") + blanks + "," + RawServer.Connection("sora", "b") + "]" + blanks));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(["a", "b"], (await TestClient.ListAsync(client)).Select(connection => connection.ConnectionId));
    }

    [Fact]
    public async Task A_list_in_chunks_is_read_wherever_they_are_cut()
    {
        string body = "[" + First + "," + Second + "]";
        using var server = new RawServer(RawServer.Head(200, "transfer-encoding: chunked") + string.Concat(body.Select(c => RawServer.Chunk(c.ToString()))) + RawServer.Chunk(string.Empty));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(["C1", "C2"], (await TestClient.ListAsync(client)).Select(connection => connection.ConnectionId));
    }

    [Fact]
    public async Task A_compressed_list_is_read()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("[" + First + "]"));
        }

        string? request = null;
        using var server = new StreamServer(async stream =>
        {
            request = await StreamServer.ReadRequestAsync(stream);
            await StreamServer.WriteAsync(stream, RawServer.Head(200, "content-encoding: gzip", "connection: close"));
            await stream.WriteAsync(compressed.ToArray());
        });
        using var client = TestClient.Create(server.Uri);

        Assert.Equal("C1", Assert.Single(await TestClient.ListAsync(client)).ConnectionId);
        Assert.Contains("gzip", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_compressed_as_announced_is_an_invalid_response()
    {
        using var server = new RawServer(RawServer.Head(200, "content-encoding: gzip", "content-length: 2") + "[]");
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(SoraError.SoraInvalidResponse, (await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).Error);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" \r\n\t[ ]\n")]
    public async Task An_empty_list_is_empty(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);

        Assert.Empty(await TestClient.ListAsync(client));
    }

    [Fact]
    public async Task A_list_larger_than_any_buffer_arrives_in_order()
    {
        using var simulator = new SoraSimulator();
        simulator.AddSynthetic(3000);
        using var client = TestClient.Create(simulator.Uri);

        var list = await TestClient.ListAsync(client);

        Assert.Equal(simulator.Connections.Select(connection => connection.ConnectionId), list.Select(connection => connection.ConnectionId));
    }
}
