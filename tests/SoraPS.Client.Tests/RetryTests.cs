using System.Net;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>What is sent again and what never is, as the server sees it.</summary>
public sealed class RetryTests
{
    private static readonly string Empty = RawServer.Json(200, "[]");

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_list_is_repeated_after_a_transient_failure(int status)
    {
        using var server = new RawServer(RawServer.Json(status, string.Empty), RawServer.Json(status, string.Empty), Empty);
        using var client = TestClient.Create(server.Uri, retries: 2);

        Assert.Empty(await TestClient.ListAsync(client));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public async Task A_list_is_repeated_as_often_as_allowed_and_no_more(int retries, int requests)
    {
        using var server = new RawServer(RawServer.Json(503, string.Empty));
        using var client = TestClient.Create(server.Uri, retries);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(SoraError.SoraHttpError, error.Error);
        Assert.Equal(503, TestClient.StatusCode(error.StatusCode));
        Assert.Equal(requests, server.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task A_list_is_not_repeated_after_a_permanent_failure(int status)
    {
        using var server = new RawServer(RawServer.Json(status, string.Empty), Empty);
        using var client = TestClient.Create(server.Uri, retries: 2);

        await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_is_repeated_after_a_connection_closed_before_the_answer(bool reset)
    {
        using var server = new RawServer(reset ? ServerStep.Reset : ServerStep.Close, Empty);
        using var client = TestClient.Create(server.Uri, retries: 1);

        Assert.Empty(await TestClient.ListAsync(client));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_change_is_not_repeated_whatever_the_server_answers(int status)
    {
        using var server = new RawServer(RawServer.Json(status, string.Empty), RawServer.Json(200, "{}"));
        using var client = TestClient.Create(server.Uri, retries: 5);

        await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_is_not_repeated_after_a_connection_closed_before_the_answer(bool reset)
    {
        using var server = new RawServer(reset ? ServerStep.Reset : ServerStep.Close, RawServer.Json(200, "{}"));
        using var client = TestClient.Create(server.Uri, retries: 5);

        Assert.Equal(SoraError.SoraConnectionFailed, (await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client))).Error);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_stale_connection_repeats_a_list_but_never_a_change()
    {
        using var server = new RawServer(Empty, ServerStep.Close, Empty, ServerStep.Close, RawServer.Json(200, "{}"));
        using var client = TestClient.Create(server.Uri, retries: 2);
        await TestClient.ListAsync(client);

        Assert.Empty(await TestClient.ListAsync(client));
        Assert.Equal(3, server.Requests.Count);

        await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_operation_is_not_repeated_and_one_that_reads_is()
    {
        using var server = new RawServer(RawServer.Json(503, string.Empty));
        using var client = TestClient.Create(server.Uri, retries: 1);

        await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(client, "Sora_20231220.StartRecording"));
        Assert.Single(server.Requests);

        await TestClient.ExpectErrorAsync(() => TestClient.InvokeAsync(client, "Sora_20171218.GetLicense"));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_change_that_cannot_have_reached_the_server_is_repeated()
    {
        using var server = new StreamServer(AnswerAsync, listens: false);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { MaximumRetryCount = 20, RetryInterval = TimeSpan.FromMilliseconds(50) });
        using var watcher = new FailureWatcher(server.Uri);

        var call = TestClient.DisconnectAsync(client);
        await watcher.FirstFailure.WaitAsync(TestClient.SafetyLimit);
        server.Listen();

        Assert.Equal("C1", (await call.WaitAsync(TestClient.SafetyLimit)).ConnectionId);
    }

    [Theory]
    [InlineData(24 * 3600, "0")]
    [InlineData(0, "86400")]
    public async Task Waiting_for_the_next_attempt_ends_at_once_when_the_caller_or_the_client_does(int interval, string retryAfter)
    {
        using var server = new RawServer(RawServer.Head(503, "content-length: 0", "retry-after: " + retryAfter));
        var client = new SoraClient(new SoraClientOptions(server.Uri) { RetryInterval = TimeSpan.FromSeconds(interval) });
        using var cancel = new CancellationTokenSource();
        using (var watcher = new FailureWatcher(server.Uri))
        {
            var call = TestClient.ListAsync(client, cancel.Token);
            await watcher.FirstFailure.WaitAsync(TestClient.SafetyLimit);
            cancel.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        using (var watcher = new FailureWatcher(server.Uri))
        {
            var call = TestClient.ListAsync(client);
            await watcher.FirstFailure.WaitAsync(TestClient.SafetyLimit);
            client.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("99999999999999999999999")]
    [InlineData("1e9")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_Retry_After_that_is_no_time_is_none(string retryAfter)
    {
        using var server = new RawServer(RawServer.Head(429, "content-length: 0", "retry-after: " + retryAfter));
        using var client = TestClient.Create(server.Uri);

        Assert.Null((await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client))).RetryAfter);
    }

    [Fact]
    public async Task A_list_is_not_repeated_after_an_object_was_delivered()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 10000") + "[" + RawServer.Connection("sora", "C1") + "," + ServerStep.WaitForSignal + ServerStep.Close, Empty);
        using var client = TestClient.Create(server.Uri, retries: 5);
        int delivered = 0;

        await TestClient.ExpectErrorAsync(() => TestClient.ForEachAsync(client.ListAsync(SoraOperations.ListConnections), connection =>
        {
            delivered++;
            server.Signal();
        }));

        Assert.Equal(1, delivered);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_body_and_the_headers_are_the_same_in_every_repetition()
    {
        using var server = new RawServer(RawServer.Json(503, string.Empty), Empty);
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { RetryInterval = TimeSpan.Zero, Token = "secret" });

        await TestClient.ToListAsync(client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = "sora" }));

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal("{\"channel_id\":\"sora\"}", server.Requests[1].Body);
        Assert.Equal(server.Requests[0].Head, server.Requests[1].Head);
    }

    [Fact]
    public async Task The_server_decides_how_long_to_wait_with_Retry_After()
    {
        using var server = new RawServer(RawServer.Head(503, "content-length: 0", "retry-after: 7"));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task Retry_After_may_be_a_date()
    {
        using var server = new RawServer(RawServer.Head(503, "content-length: 0", "retry-after: " + DateTime.UtcNow.AddHours(2).ToString("r", null)));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ListAsync(client));

        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    public void The_pause_doubles_and_is_spread(int attempt, double seconds)
    {
        var pauses = Enumerable.Range(0, 200).Select(_ => RetryPolicy.GetDelay(Unavailable(null), TimeSpan.FromSeconds(1), attempt).TotalSeconds).ToArray();

        Assert.All(pauses, pause => Assert.InRange(pause, 0.75 * seconds, 1.25 * seconds));
        Assert.True(pauses.Max() - pauses.Min() > 0.1 * seconds);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(3600, 30)]
    public void The_pause_is_what_the_server_asks_for_up_to_30_seconds(int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.GetDelay(Unavailable(TimeSpan.FromSeconds(asked)), TimeSpan.FromSeconds(1), 0));

    [Fact]
    public void The_pause_is_never_shorter_than_our_own()
    {
        Assert.InRange(RetryPolicy.GetDelay(Unavailable(TimeSpan.Zero), TimeSpan.FromSeconds(4), 0), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        Assert.InRange(RetryPolicy.GetDelay(Unavailable(TimeSpan.FromHours(-1)), TimeSpan.FromSeconds(4), 0), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(1, 5000)]
    public void The_pause_is_at_most_30_seconds(int interval, int attempt) =>
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.GetDelay(Unavailable(null), TimeSpan.FromSeconds(interval), attempt));

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public void Without_an_interval_there_is_no_pause(int attempt) =>
        Assert.Equal(TimeSpan.Zero, RetryPolicy.GetDelay(Unavailable(null), TimeSpan.Zero, attempt));

    private static SoraApiException Unavailable(TimeSpan? retryAfter) =>
        new(SoraError.SoraHttpError, SoraOperations.ListConnections, new Uri("http://localhost/"), string.Empty) { StatusCode = HttpStatusCode.ServiceUnavailable, RetryAfter = retryAfter };

    private static async Task AnswerAsync(Stream stream)
    {
        await StreamServer.ReadRequestAsync(stream);
        await StreamServer.WriteAsync(stream, RawServer.Json(200, "{\"channel_id\":\"sora\",\"connection_id\":\"C1\"}"));
    }

    /// <summary>Completes when a call to a server has failed, even if it will be repeated.</summary>
    private sealed class FailureWatcher : IDisposable
    {
        private readonly Uri _uri;
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FailureWatcher(Uri uri)
        {
            _uri = uri;
            AppDomain.CurrentDomain.FirstChanceException += Notice;
        }

        public Task FirstFailure => _first.Task;

        public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Notice;

        private void Notice(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e)
        {
            if (e.Exception is SoraApiException failure && failure.RequestUri == _uri)
            {
                _first.TrySetResult();
            }
        }
    }
}
