using System.Globalization;
using System.Text;

namespace SoraPS.Client.Tests;

/// <summary>Rates from two looks, by the clock of the server.</summary>
public sealed class RateTests
{
    private static readonly DateTime Begin = new(2026, 4, 17, 2, 40, 0, DateTimeKind.Utc);

    [Fact]
    public void A_rate_is_the_difference_by_the_time_of_the_server()
    {
        var meter = new SoraRateMeter();
        meter.AddFirst(Stats("A", 0, received: 1000, sent: 5000));

        var rate = meter.Measure(Stats("A", 60, received: 61_000, sent: 5000))!;

        Assert.Equal((1000, 0), (rate.ReceivedBytesPerSecond, rate.SentBytesPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(60), rate.Interval);
        Assert.Equal(Begin.AddSeconds(60), rate.Timestamp!.Value.ToUniversalTime());
        Assert.Equal("sora/c/A", rate.ToString());
        Assert.Null(rate.ReceivedPacketsPerSecond); // the server does not have this counter
        Assert.Empty(rate.GetUnknownFields());
    }

    [Fact]
    public void A_counter_that_is_smaller_than_before_began_again_at_zero()
    {
        var meter = new SoraRateMeter();
        meter.AddFirst(Stats("A", 0, received: 1_000_000, sent: 10));

        var rate = meter.Measure(Stats("A", 10, received: 500, sent: 20))!;

        Assert.Equal((50, 1), (rate.ReceivedBytesPerSecond, rate.SentBytesPerSecond));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(null)]
    public void Without_time_between_the_looks_there_is_no_rate(int? seconds)
    {
        var meter = new SoraRateMeter(_ => true);
        meter.AddFirst(Stats("A", 0, received: 1, sent: 1));

        var rate = meter.Measure(Stats("A", seconds, received: 2, sent: 2))!;

        Assert.Null(rate.ReceivedBytesPerSecond);
        Assert.All(rate.GetUnknownFields().Values, Assert.Null);
    }

    [Fact]
    public void A_connection_that_came_between_the_looks_is_measured_since_it_was_made()
    {
        var meter = new SoraRateMeter();
        meter.AddFirst(Stats("A", 0, received: 0, sent: 0));

        Assert.Null(meter.Measure(Stats("B", 10, received: 2000, sent: 0)));
        Assert.Null(meter.Measure(Stats("C", 10, received: 2000, sent: 0)));
        Assert.Null(meter.Measure(Stats("D", 10, received: 9_000_000, sent: 0)));
        Assert.True(meter.HasCreated);
        var rates = meter.MeasureCreated((_, id) => id switch
        {
            "B" => Begin.AddSeconds(6),
            "D" => Begin.AddSeconds(-3600), // it was somewhere else
            _ => null,
        }).ToList();

        Assert.Equal(new double?[] { 500, null, null }, rates.Select(rate => rate.ReceivedBytesPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(4), rates[0].Interval);
        var sum = SoraConnectionRate.CreateSum("sora", null);
        rates.ForEach(sum.Add);
        Assert.Equal((200, 3), (sum.ReceivedBytesPerSecond, sum.ConnectionCount)); // 2000 bytes in the 10 seconds
    }

    [Fact]
    public void A_sum_has_what_is_known()
    {
        var meter = new SoraRateMeter(key => key == "network.level");
        meter.AddFirst(Stats("A", 0, received: 0, sent: 0));
        meter.AddFirst(Stats("Gone", 0, received: 0, sent: 0));
        meter.AddFirst(Stats("B", 0, received: 0, sent: 0));
        var sum = SoraConnectionRate.CreateSum(null, "sendrecv");

        sum.Add(meter.Measure(Stats("A", 10, received: 100, sent: 50))!);
        sum.Add(meter.Measure(Stats("B", 12, received: 120, sent: 0))!);

        Assert.Equal((20, 5, 2), (sum.ReceivedBytesPerSecond, sum.SentBytesPerSecond, sum.ConnectionCount));
        Assert.Equal(TimeSpan.FromSeconds(12), sum.Interval);
        Assert.Null(sum.SentPacketsPerSecond);
        Assert.Equal("sendrecv", sum.ToString());
        Assert.Equal("network.level", Assert.Single(sum.GetUnknownFields().Keys));
    }

    [Fact]
    public void Counters_are_found_wherever_they_are()
    {
        var meter = new SoraRateMeter(key => key.EndsWith(".n", StringComparison.Ordinal));
        meter.AddFirst(Read("""{"timestamp":"2026-04-17T02:40:00Z","channel_id":"sora","connection_id":"A","b":{"n":1},"a":{"n":2,"x":{"n":3}},"t":{"n":"text"},"l":{"n":[1]}}"""));

        var rate = meter.Measure(Read("""{"timestamp":"2026-04-17T02:40:01Z","a":{"x":{"n":30},"\u006e":20,"new":{"n":5}},"b":{"n":10},"channel_id":"sora","connection_id":"A"}"""))!;

        var rates = rate.GetUnknownFields().ToDictionary(field => field.Key, field => (double?)field.Value);
        Assert.Equal((9, 18, 27), (rates["b.n"], rates["a.n"], rates["a.x.n"]));
        Assert.Null(rates["a.new.n"]); // the first look did not have it
        Assert.Equal(4, rates.Count);
    }

    [Fact]
    public async Task The_simulators_statistics_grow_with_its_clock()
    {
        var now = Begin;
        using var simulator = new SoraSimulator(new SoraSimulatorOptions { GetUtcNow = () => now });
        simulator.Add("{\"connection_id\":\"S\",\"role\":\"sendonly\",\"simulcast\":true,\"created_timestamp\":\"2026-04-17T02:00:00Z\"}", "{\"connection_id\":\"R\",\"role\":\"recvonly\",\"video\":{\"bit_rate\":936},\"created_timestamp\":\"2026-04-17T02:00:00Z\"}");
        using var client = TestClient.Create(simulator.Uri);
        var meter = new SoraRateMeter(key => key.StartsWith("simulcast.", StringComparison.Ordinal) && key.EndsWith("_byte_size", StringComparison.Ordinal));
        await foreach (var stats in client.ListAsync(SoraOperations.GetStatsAllConnections))
        {
            meter.AddFirst(stats);
        }

        now = now.AddSeconds(1000);
        var rates = new List<SoraConnectionRate>();
        await foreach (var stats in client.ListAsync(SoraOperations.GetStatsAllConnections))
        {
            rates.Add(meter.Measure(stats)!);
        }

        Assert.Equal((70_500, 0), (rates[0].ReceivedBytesPerSecond, rates[0].SentBytesPerSecond));
        Assert.Equal((0, 125_000), (rates[1].ReceivedBytesPerSecond, rates[1].SentBytesPerSecond));
        Assert.Equal((70.5, 125), (rates[0].ReceivedPacketsPerSecond, rates[1].SentPacketsPerSecond));
        Assert.Equal(70_500, rates[0].GetUnknownFields().Values.Sum(value => (double)value!), 3);
        Assert.Equal(3, rates[0].GetUnknownFields().Count);
    }

    private static SoraConnectionStats Stats(string id, int? seconds, long received, long sent)
    {
        string time = seconds is { } after ? "\"timestamp\":\"" + Begin.AddSeconds(after).ToString("o", CultureInfo.InvariantCulture) + "\"," : string.Empty;
        return Read("{" + time + "\"channel_id\":\"sora\",\"client_id\":\"c\",\"connection_id\":\"" + id
            + "\",\"rtp\":{\"total_received_rtp_byte_size\":" + received.ToString(CultureInfo.InvariantCulture) + ",\"total_sent_rtp_byte_size\":" + sent.ToString(CultureInfo.InvariantCulture) + "},\"network\":{\"level\":1}}");
    }

    private static SoraConnectionStats Read(string json) => SoraJson.Read(SoraJson.Default.CreateStatisticsReader(SoraConnectionStats.Fields), new ArraySegment<byte>(Encoding.UTF8.GetBytes(json)));
}
