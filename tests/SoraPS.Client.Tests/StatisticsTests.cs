using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Statistics: what identifies them, their counters, which are parsed when they are used, and what reading many of them takes.</summary>
public sealed class StatisticsTests
{
    private const string Ids = "\"timestamp\":\"2026-04-17T02:40:00.123456Z\",\"channel_id\":\"sora\",\"client_id\":\"c\",\"connection_id\":\"X\"";

    public static TheoryData<string> Fixtures() => new("GetStatsReport", "GetStatsAllConnections", "GetStatsConnection", "ListRtcStats");

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Every_value_of_a_documented_answer_is_found_by_its_key_and_in_a_row(string name)
    {
        var answer = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "fixtures", name + ".json"), TestContext.Current.CancellationToken))!;
        var expected = answer is JsonArray list ? list.ToArray() : [answer];

        var read = await ReadAsync(name, answer.ToJsonString());

        Assert.Equal(expected.Length, read.Count);
        foreach (var (json, statistics) in expected.Zip(read))
        {
            var leaves = Leaves(string.Empty, json!).ToList();
            Assert.All(leaves, leaf => Assert.Equal(leaf.Value, JsonSerializer.Serialize(statistics[leaf.Key])));
            var row = statistics.Flatten().First().GetUnknownFields();
            var inRow = leaves.Where(leaf => leaf.Key.Contains('.', StringComparison.Ordinal)).Select(leaf => leaf.Key.Replace("rtc_stats.0.", "rtc_stats.", StringComparison.Ordinal)).ToList();
            Assert.Equal(inRow, row.Keys.Where(key => key.Contains('.', StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task What_identifies_a_connection_has_properties()
    {
        var statistics = (SoraConnectionStats)(await ReadAsync("GetStatsConnection", "{" + Ids + ",\"bundle_id\":\"B\",\"session_id\":\"S\",\"group_id\":\"G\",\"rtp\":{\"a\":1}}"))[0];

        Assert.Equal(("sora", "c", "X", "B", "S", "G"), (statistics.ChannelId, statistics.ClientId, statistics.ConnectionId, statistics.BundleId, statistics.SessionId, statistics.GroupId));
        Assert.Equal(DateTimeKind.Local, statistics.Timestamp!.Value.Kind);
        Assert.Equal("2026-04-17T02:40:00.1234560Z", statistics.Timestamp.Value.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture));
        Assert.Equal("sora/c/X", statistics.ToString());
        Assert.Equal("rtp", Assert.Single(statistics.GetUnknownFields().Keys));
    }

    [Theory]
    [InlineData("a.b", 1L)]
    [InlineData("a", 0L)]
    [InlineData("a.b.c", 2L)]
    [InlineData("list.1.x", 3L)]
    [InlineData("list.0", 9L)]
    [InlineData("q\"u\"o.x", 4L)]
    [InlineData("twice", 6L)]
    [InlineData("", null)]
    [InlineData("a.", null)]
    [InlineData("list.2", null)]
    [InlineData("list.x", null)]
    [InlineData("A.b", null)]
    [InlineData("channel_id.x", null)]
    [InlineData("\uD800", null)]
    public async Task A_key_finds_the_very_name_first(string key, long? value)
    {
        string json = "{" + Ids + """,  "a":{"b":7,"b.c":8,"z":[]},"a.b":1,"a.b.c":2,"list":[9,{"x":3}],"q\"u\"\u006f":{"x":4},"twice":5,"twice":6}""";
        var statistics = (await ReadAsync("GetStatsConnection", json))[0];

        object? found = statistics[key];

        Assert.Equal(key == "a" ? 7L : value, key == "a" ? ((IDictionary<string, object?>)found!)["b"] : found);
    }

    [Fact]
    public async Task Counters_are_parsed_once()
    {
        var statistics = (await ReadAsync("GetStatsConnection", "{" + Ids + ",\"rtp\":{\"a\":1}}"))[0];

        Assert.Same(statistics.GetUnknownFields(), statistics.GetUnknownFields());
        Assert.Same(statistics.GetUnknownFields()["rtp"], statistics.GetUnknownFields()["rtp"]);
    }

    [Fact]
    public async Task A_value_of_another_kind_is_kept_under_its_name()
    {
        var statistics = (SoraConnectionStats)(await ReadAsync("GetStatsConnection", """{"timestamp":"soon","channel_id":5,"client_id":null,"connection_id":"X","v":1.5}"""))[0];

        Assert.Equal((null, null, "X"), (statistics.Timestamp, statistics.ClientId, statistics.ConnectionId));
        Assert.Equal(new object?[] { "soon", 5L, 1.5 }, statistics.GetUnknownFields().Values);
    }

    [Theory]
    [InlineData("GetStatsClient")]
    [InlineData("GetStatsConnection")]
    [InlineData("GetRtcStats")]
    [InlineData("GetStatsReport")]
    public async Task One_object_and_an_array_are_both_taken(string name)
    {
        Assert.Single(await ReadAsync(name, " {\"a\":1} "));
        Assert.Equal(2, (await ReadAsync(name, "[{\"a\":1},{\"a\":2}]")).Count);
        Assert.Empty(await ReadAsync(name, "[]"));
    }

    [Theory]
    [InlineData("GetStatsConnection", "1")]
    [InlineData("GetStatsConnection", "")]
    [InlineData("GetStatsConnection", "null")]
    [InlineData("GetStatsAllConnections", "[1]")]
    [InlineData("GetStatsAllConnections", "[{\"a\":1,}]")]
    [InlineData("GetStatsAllConnections", "[{\"a\":tru}]")]
    [InlineData("GetStatsReport", "\"text\"")]
    public async Task What_is_no_answer_is_an_error(string name, string json)
    {
        var error = await Assert.ThrowsAsync<SoraApiException>(() => ReadAsync(name, json));
        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
    }

    [Fact]
    public async Task Ids_that_the_answer_lacks_are_those_of_the_request()
    {
        var client = (SoraConnectionStats)(await ReadAsync("GetStatsClient", "{\"rtp\":{}}"))[0];
        var report = (SoraRtcStats)(await ReadAsync("GetRtcStats", "{\"channel_id\":\"other\"}"))[0];

        Assert.Equal(("sora", "E2APPNQ9P97Q32V2ABW546SWW8", null), (client.ChannelId, client.ClientId, client.ConnectionId));
        Assert.Equal(("other", "T3V33JGXVEMDPEYFSEF0AZ6WK3"), (report.ChannelId, report.ConnectionId));
    }

    [Fact]
    public async Task A_report_has_a_row_for_each_of_its_objects()
    {
        string json = """{"channel_id":"sora","connection_id":"X","more":{"a":1},"stats":[{"type":"codec","id":"1"},{"type":"inbound-rtp","x":{"y":2}}]}""";
        var report = (SoraRtcStats)(await ReadAsync("GetRtcStats", json))[0];

        var rows = report.Flatten().Cast<SoraRtcStats>().ToList();

        Assert.Equal(2, Assert.IsType<object?[]>(report.RtcStats).Length);
        Assert.Equal(new[] { "more.a", "rtc_stats.type", "rtc_stats.id" }, rows[0].GetUnknownFields().Keys);
        Assert.Equal(2L, rows[1].GetUnknownFields()["rtc_stats.x.y"]);
        Assert.All(rows, row => Assert.Equal((null, "sora", "X"), (row.RtcStats, row.ChannelId, row.ConnectionId)));
    }

    [Fact]
    public async Task Reading_takes_little_more_than_the_bytes()
    {
        const int Count = 1000;
        byte[] json = BenchmarkServer.StatisticsOf(Count).SelectMany(part => part).ToArray();
        await CountAsync(json); // what is made but once
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(Count, await CountAsync(json));

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Count, 1, (json.Length / Count) + 600);
    }

    private static async Task<int> CountAsync(byte[] json)
    {
        using var reader = new JsonArrayReader<SoraConnectionStats>(new MemoryStream(json), SoraJson.Default.CreateStatisticsReader(SoraConnectionStats.Fields));
        int count = 0;
        while (await reader.ReadAsync(CancellationToken.None) is { } batch)
        {
            count += batch.Count;
        }

        return count;
    }

    private static async Task<List<SoraStatistics>> ReadAsync(string name, string json)
    {
        using var server = new RawServer(RawServer.Json(200, json));
        using var client = TestClient.Create(server.Uri);
        return await ListAsync(client, (dynamic)SoraOperations.Find(name));
    }

    private static async Task<List<SoraStatistics>> ListAsync<T>(SoraClient client, SoraListOperation<T> operation)
        where T : SoraStatistics
    {
        var read = new List<SoraStatistics>();
        var request = operation.GetRequiredFields().Count == 0 ? null : TestClient.Request(operation, JsonNode.Parse(operation.Example!)!.AsObject());
        await foreach (var item in client.ListAsync(operation, request))
        {
            read.Add(item);
        }

        return read;
    }

    private static IEnumerable<(string Key, string Value)> Leaves(string key, JsonNode node) => node switch
    {
        JsonObject nested => nested.SelectMany(member => Leaves(key.Length == 0 ? member.Key : key + "." + member.Key, member.Value!)),
        JsonArray list => list.SelectMany((item, index) => Leaves(key + "." + index.ToString(CultureInfo.InvariantCulture), item!)),
        _ => [(key, node.ToJsonString())],
    };
}
