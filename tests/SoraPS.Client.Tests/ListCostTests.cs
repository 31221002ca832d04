using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What keeps a long list cheap, and that nothing else comes of it. By bytes and identity: a machine's speed is no matter of right or wrong.</summary>
public sealed class ListCostTests
{
    private static byte[] Lists(int count, Func<int, string> more) => Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, count).Select(i =>
    {
        string connection = BenchmarkServer.Connection(i);
        return connection[..^1] + more(i) + "}";
    })) + "]");

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_connection_takes_few_bytes()
    {
        const int Count = 10_000;
        byte[] json = BenchmarkServer.ListOf(Count).SelectMany(part => part).ToArray();
        await CountAsync(json); // what is made but once
        long before = GC.GetAllocatedBytesForCurrentThread();

        int read = await CountAsync(json);

        Assert.Equal(Count, read);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Count, 1, 600);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("12345678901")]
    [InlineData("\"text\"")]
    [InlineData("\"a text of its own, {0}\"")]
    [InlineData("{{\"a\":1,\"b\":[true]}}")]
    [InlineData("{{\"a\":\"{0}\"}}")]
    public async Task An_unknown_field_takes_few_bytes(string value)
    {
        const int Count = 10_000;
        byte[] without = Lists(Count, _ => string.Empty);
        byte[] with = Lists(Count, i => ",\"future_field\":" + string.Format(System.Globalization.CultureInfo.InvariantCulture, value, i));
        await CountAsync(with);
        long start = GC.GetAllocatedBytesForCurrentThread();
        await CountAsync(without);
        long middle = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(Count, await CountAsync(with));

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - middle - (middle - start)) / Count, 1, 300);
    }

    [Fact]
    public async Task Elements_that_have_arrived_are_returned_before_the_error_behind_them()
    {
        using var reader = new JsonArrayReader<object?>(new MemoryStream("[1,2,[3],x]"u8.ToArray()), SoraJson.Default.CreateValueReader());

        Assert.Equal(3, (await reader.ReadAsync(CancellationToken.None))!.Count);
        await Assert.ThrowsAnyAsync<JsonException>(() => reader.ReadAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<JsonException>(() => reader.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_text_that_comes_again_is_kept_once()
    {
        string[] rows = [BenchmarkServer.Connection(1), BenchmarkServer.Connection(2)];

        var connections = await ReadAsync("[" + string.Join(',', rows.Select(row => row[..^1] + ",\"future_field\":\"text\"}")) + "]");

        Assert.Same(connections[0].GetUnknownFields()["future_field"], connections[1].GetUnknownFields()["future_field"]);
        Assert.Same(connections[0].ChannelId, connections[1].ChannelId);
        Assert.Same(connections[0].Role, connections[1].Role);
        Assert.Same(connections[0].VideoCodecType, connections[1].VideoCodecType);
        Assert.Same(connections[0].ConnectionId, connections[0].BundleId);
        Assert.NotEqual(connections[0].ConnectionId, connections[1].ConnectionId);
    }

    [Fact]
    public void A_text_is_never_taken_for_another()
    {
        // The characters of the one are, as numbers, the bytes of the other. Among so many, some come to the same place.
        for (int i = 0; i < 20_000; i++)
        {
            var texts = new StringCache();
            string prefix = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            foreach (string text in new[] { prefix + "\u00C3\u00A9", prefix + "\u00E9", prefix + "e", prefix + "\u00E9" })
            {
                Assert.Equal(text, ReadText(texts, text));
            }
        }
    }

    [Fact]
    public void A_text_of_any_length_is_read()
    {
        var texts = new StringCache();
        foreach (int length in Enumerable.Range(0, 200).Concat(Enumerable.Range(0, 200)))
        {
            Assert.Equal(new string('a', length), ReadText(texts, new string('a', length)));
        }
    }

    [Fact]
    public async Task No_more_than_a_thousand_come_at_once()
    {
        using var reader = new JsonArrayReader<object?>(new MemoryStream(Encoding.ASCII.GetBytes("[" + string.Join(',', Enumerable.Range(0, 5000)) + "]")), SoraJson.Default.CreateValueReader());
        var all = new List<object?>();
        while (await reader.ReadAsync(CancellationToken.None) is { } here)
        {
            Assert.InRange(here.Count, 1, 1024);
            all.AddRange(here);
        }

        Assert.Equal(Enumerable.Range(0, 5000).Select(number => (object)(long)number), all);
    }

    [Fact]
    public async Task The_next_elements_are_read_before_they_are_asked_for()
    {
        // More than the system keeps for a reader: the server cannot get rid of it before it is read.
        string[] large = RawServer.Connection("sora", "b", more: ",\"event_metadata\":\"?\"").Split('?');
        using var server = new RawServer(RawServer.Head(200, "connection: close") + "[" + RawServer.Connection("sora", "a") + ServerStep.WaitForSignal + "," + large[0] + ServerStep.Repeat(new string('x', 10_000), 4_000) + large[1] + "]" + ServerStep.Close);
        using var client = TestClient.Create(server.Uri);
        await using var list = client.ListBatchesAsync(SoraOperations.ListConnections, null, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await list.MoveNextAsync());

        server.Signal();
        Assert.True(server.WaitForAllClosed());

        Assert.True(await list.MoveNextAsync());
        Assert.Equal("b", list.Current.Single().ConnectionId);
        Assert.False(await list.MoveNextAsync());
    }

    [Fact]
    public async Task The_time_that_the_consumer_takes_is_not_silence_of_the_server()
    {
        using var server = new RawServer(RawServer.Head(200, "connection: close") + "[" + RawServer.Connection("sora", "a") + ServerStep.WaitForSignal + "," + RawServer.Connection("sora", "b") + "]" + ServerStep.Close);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { OperationTimeout = TimeSpan.FromMilliseconds(500) });
        var seen = new List<string>();
        await foreach (var connection in client.ListAsync(SoraOperations.ListConnections))
        {
            seen.Add(connection.ConnectionId);
            await Task.Delay(seen.Count == 1 ? 1000 : 0);
            server.Signal();
        }

        Assert.Equal(["a", "b"], seen);
    }

    [Fact]
    public async Task Free_JSON_that_is_read_late_is_one_object_for_everybody()
    {
        var connections = await ReadAsync("[" + BenchmarkServer.Connection(1) + "," + BenchmarkServer.Connection(2) + "]");
        var seen = new object?[64];

        Parallel.For(0, seen.Length, i => seen[i] = connections[0].Video!.Vp9Params);

        Assert.Equal(0L, Assert.IsType<Dictionary<string, object?>>(seen[0])["profile_id"]);
        Assert.All(seen, same => Assert.Same(seen[0], same));
        Assert.NotSame(seen[0], connections[1].Video!.Vp9Params);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xE3, 0x81 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public async Task What_is_wrong_with_free_JSON_shows_at_once(byte[] text)
    {
        string json = BenchmarkServer.Connection(1).Replace("\"profile_id\":0", "\"a\":\"?\"", StringComparison.Ordinal);
        byte[] bytes = Encoding.ASCII.GetBytes("[" + json + "]");
        int mark = Array.IndexOf(bytes, (byte)'?');
        byte[] wrong = [.. bytes[..mark], .. text, .. bytes[(mark + 1)..]];

        await Assert.ThrowsAnyAsync<JsonException>(() => CountAsync(wrong));
    }

    private static string ReadText(StringCache texts, string text)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(text, Relaxed));
        reader.Read();
        return texts.Read(ref reader);
    }

    private static async Task<int> CountAsync(byte[] json)
    {
        using var reader = new JsonArrayReader<SoraConnection>(new MemoryStream(json), SoraJson.Default.CreateConnectionReader());
        int count = 0;
        while (await reader.ReadAsync(CancellationToken.None) is { } here)
        {
            count += here.Count;
        }

        return count;
    }

    private static async Task<IReadOnlyList<SoraConnection>> ReadAsync(string json)
    {
        using var reader = new JsonArrayReader<SoraConnection>(new MemoryStream(Encoding.UTF8.GetBytes(json)), SoraJson.Default.CreateConnectionReader());
        return (await reader.ReadAsync(CancellationToken.None))!;
    }
}
