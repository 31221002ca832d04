using TestServer = SoraPS.TestServers.RawServer;

namespace SoraPS.Client.Tests;

/// <summary>How sessions are read, and what the simulator remembers of them.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly SoraSimulator _simulator = new();
    private readonly SoraClient _client;

    public SessionTests() => _client = TestClient.Create(_simulator.Uri);

    public void Dispose()
    {
        _client.Dispose();
        _simulator.Dispose();
    }

    [Theory]
    [InlineData(1776393411L, "2026-04-17T02:36:51.0000000Z")]
    [InlineData(1776393411897686L, "2026-04-17T02:36:51.8976860Z")]
    [InlineData(253402300799L, "9999-12-31T23:59:59.0000000Z")]
    [InlineData(253402300800L, null)]
    [InlineData(99_999_999_999_999L, null)]
    [InlineData(long.MaxValue, null)]
    [InlineData(-1L, null)]
    public void A_number_is_seconds_unless_it_is_too_great(long number, string? expected) =>
        Assert.Equal(expected, SoraPS.Json.CreatedTime.SecondsToUtc(number)?.ToString("o", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_list_keeps_the_sessions_before_one_that_is_none()
    {
        using var server = new TestServer(TestServer.Json(200, "[{\"channel_id\":\"a\",\"session_id\":\"A\"},{\"channel_id\":\"b\"}]"));
        using var client = TestClient.Create(server.Uri);
        var read = new List<string?>();

        var failure = await TestClient.ExpectErrorAsync(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListSessions), session => read.Add(session.ChannelId)));

        Assert.Equal(SoraError.SoraInvalidResponse, failure.Error);
        Assert.Equal("a", Assert.Single(read));
    }

    [Fact]
    public async Task A_session_remembers_at_most_a_thousand_who_have_left()
    {
        _simulator.Add("{\"channel_id\":\"sora\"}");
        for (int i = 0; i < 11; i++)
        {
            _simulator.Add(Enumerable.Repeat((object)"{\"channel_id\":\"sora\",\"client_id\":\"guest\"}", 100).ToArray());
            _simulator.Remove("{\"client_id\":\"guest\"}"u8.ToArray());
        }

        var session = await GetSessionAsync();

        Assert.Equal((1, 101L, 1101L, 1001), (session.ConnectionCount, session.MaxConnections!.Value, session.TotalConnections!.Value, session.Connections.Count));
    }

    [Fact]
    public async Task A_session_is_whole_while_connections_come_and_go()
    {
        _simulator.Add("{\"channel_id\":\"sora\"}");
        var changes = Task.Run(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                _simulator.Add("{\"channel_id\":\"sora\",\"connection_id\":\"GUEST\"}");
                _simulator.Remove("GUEST");
            }
        });
        do
        {
            var session = await GetSessionAsync();
            Assert.InRange(session.ConnectionCount, 1, 2);
            Assert.InRange(session.MaxConnections!.Value, 1, 2);
        }
        while (!changes.IsCompleted);

        await changes;
    }

    private Task<SoraSession> GetSessionAsync() => _client.CallAsync(SoraOperations.GetSession, new SoraRequest(SoraOperations.GetSession) { [SoraFields.ChannelId] = "sora" });
}
