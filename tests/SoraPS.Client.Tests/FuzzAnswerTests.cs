using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace SoraPS.Client.Tests;

/// <summary>
/// Mutated answers over real sockets. Each ends in objects or in one of the promised errors, never in another exception or a hang, and
/// where the body comes through whole, in exactly the objects that <see cref="JsonDocument"/> sees in it.
/// </summary>
[Collection(NonParallelCollection.Name)]
[Trait("Category", "Stress")]
public sealed class FuzzAnswerTests(ITestOutputHelper output)
{
    private const int Usual = 1_000;

    private static readonly SoraOperation Anything = SoraOperations.Find("Sora_20990101.Anything");

    private readonly FuzzRun _run = new("answers", Usual, output.WriteLine);
    private long _bytes;

    [Fact]
    public async Task A_mutated_answer_ends_in_objects_or_in_a_promised_error()
    {
        using var server = new FuzzServer();
        using var client = Calls.Client(server.Uri);
        long allocated = GC.GetTotalAllocatedBytes();
        long held = Held();

        await _run.CheckAsync(FuzzCase.All, one => TryAsync(one, server, client));

        allocated = GC.GetTotalAllocatedBytes() - allocated;
        long growth = Held() - held;
        output.WriteLine(FormattableString.Invariant($"  {_bytes:n0} bytes of answers, {allocated / (double)_bytes:f1} bytes allocated for each, {growth / 1024:n0} KB more held than before"));
        Assert.InRange(allocated, 0, (_run.Count * 1_000_000L) + (_bytes * 500));
        Assert.InRange(growth, long.MinValue, 32 * 1024 * 1024);
        AssertReached();
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>A fuzzer whose answers all fail in the same way proves nothing.</summary>
    private void AssertReached()
    {
        if (_run.IsLong && _run.Count < 20 * Usual)
        {
            return; // of so few from any seed, chance may leave out a kind
        }

        string[] errors = { "SoraApiError", "SoraOperationNotSupported", "SoraUnauthorized", "SoraHttpError", "SoraConnectionFailed", "SoraInvalidResponse" };
        string[] expected = ["list: objects", "list: nothing", "list: objects, then SoraInvalidResponse", "change: objects", "invoke: objects", "invoke: nothing", "invoke: objects, then SoraInvalidResponse", "raw: objects", "list: SoraTimeout",
            .. from call in new[] { "list", "change", "invoke", "raw" } from error in errors select call + ": " + error];
        Assert.Empty(expected.Except(_run.Outcomes.Keys));
    }

    private async Task TryAsync(FuzzCase one, FuzzServer server, SoraClient kept)
    {
        byte[] body = one.Body();
        var answer = FuzzAnswer.Of(one, body);
        server.Answer = answer;
        Interlocked.Add(ref _bytes, answer.Pieces.Sum(piece => piece.Length));

        // What is left over on a connection must not be taken for the answer to the next case.
        using var own = answer.Ending == FuzzEnding.KeepAlive ? null : Calls.Client(server.Uri, operationTimeout: answer.Ending == FuzzEnding.Silence ? TimeSpan.FromMilliseconds(50) : null);
        var client = own ?? kept;
        var check = FuzzAnswer.IsWhole(one.Framing) ? one.Status is >= 200 and < 300 ? new Expectation(body) : new Expectation(one.Status, body) : null;

        var list = await OutcomeAsync("list", client.ListAsync(SoraOperations.ListConnections));
        Assert.All(list.Items, connection => Assert.True(connection is { ChannelId: not null, ClientId: not null, ConnectionId: not null, Role: not null }));
        check?.List(list.Items, list.Error);

        await ChangeAsync(one, client, check);

        var invoked = await OutcomeAsync("invoke", client.InvokeAsync(Anything, "{}"u8.ToArray()));
        check?.Invoke(invoked.Items, invoked.Error);

        var raw = await OutcomeAsync("raw", OneAsync(client.InvokeRawAsync(Anything)));
        check?.Raw(raw.Items.SingleOrDefault(), raw.Error);
    }

    private Task ChangeAsync(FuzzCase one, SoraClient client, Expectation? check) => (one.With % 12) switch
    {
        0 => ChangeAsync(client, SoraOperations.DisconnectChannel, check, "role"),
        1 => ChangeAsync(client, SoraOperations.DisconnectChannelByRole, check, "role"),
        2 => ChangeAsync(client, SoraOperations.DisconnectClient, check, "client_id"),
        3 => ChangeAsync(client, SoraOperations.DisconnectConnection, check, "connection_id"),
        4 => ChangeAsync(client, SoraOperations.RequestRtpStream, check, "recv_connection_id", "send_connection_id", "rid"),
        5 => ChangeAsync(client, SoraOperations.ResetRtpStream, check, "recv_connection_id", "send_connection_id", "rid"),
        6 => ChangeAsync(client, SoraOperations.RequestKeyFrame, check, "connection_id", "rid"),
        7 => ChangeAsync(client, SoraOperations.RequestSimulcastRid, check, "receiver_connection_id", "sender_connection_id", "rid"),
        8 => CallAsync(client, SoraOperations.TerminateSession, answer => answer.ChannelId is not null),
        9 => CallAsync(client, SoraOperations.GetLicense, answer => answer.ExpiredAt is not null || answer.SerialCode is not null),
        10 => CallAsync(client, SoraOperations.ChangeMode, answer => answer.Mode is not null),
        _ => CallAsync(client, SoraOperations.PushConnection, answer => answer.ConnectionId is not null),
    };

    private async Task ChangeAsync<T>(SoraClient client, SoraOperation<T> operation, Expectation? check, params string[] names)
        where T : SoraChannelAnswer
    {
        var changed = await OutcomeAsync("change", OneAsync(client.CallAsync(operation, Calls.Request(operation, JsonNode.Parse(operation.Example!)!.AsObject()))));
        Assert.All(changed.Items, answer => Assert.NotNull(answer.ChannelId));
        check?.Change(changed.Items.SingleOrDefault(), changed.Error, [.. names, "channel_id"]);
    }

    /// <summary>Whatever the body is: an answer that has what makes it one, or a promised error.</summary>
    private async Task CallAsync<T>(SoraClient client, SoraOperation<T> operation, Predicate<T> isAnswer)
        where T : SoraAnswer
    {
        var called = await OutcomeAsync("call", OneAsync(client.CallAsync(operation, Calls.Request(operation, JsonNode.Parse(operation.Example ?? "{}")!.AsObject()))));
        Assert.All(called.Items, answer => Assert.True(isAnswer(answer)));
    }

    private static async IAsyncEnumerable<T> OneAsync<T>(Task<T> call)
    {
        yield return await call;
    }

    /// <summary>Any exception but a promised one goes through, and fails the test.</summary>
    private async Task<(List<T> Items, SoraApiException? Error)> OutcomeAsync<T>(string call, IAsyncEnumerable<T> answer)
    {
        var items = new List<T>();
        SoraApiException? error = null;
        try
        {
            await foreach (var item in answer)
            {
                items.Add(item);
            }
        }
        catch (SoraApiException e)
        {
            error = e;
            Assert.True(Enum.IsDefined(e.Error));
            Assert.NotEmpty(e.Message);
        }

        string delivered = items.Count > 0 ? "objects" : "nothing";
        _run.Happened(call + ": " + (error is null ? delivered : items.Count > 0 ? delivered + ", then " + error.Error : error.Error.ToString()));
        return (items, error);
    }

    /// <summary>What must become of an answer that came through whole.</summary>
    private sealed class Expectation
    {
        private static readonly SoraError[] Named = { SoraError.SoraApiError, SoraError.SoraOperationNotSupported };

        private readonly byte[] _body;
        private readonly SoraError[]? _refusals;

        public Expectation(byte[] body) => _body = body;

        public Expectation(int status, byte[] body)
            : this(body)
        {
            _refusals = status is 401 or 403 or 407 ? [SoraError.SoraUnauthorized]
                : FuzzOracle.Value(body) is not { } error ? [SoraError.SoraHttpError, .. Named] // the type may be readable where the rest is not
                : FuzzOracle.NamesError(error) ? Named
                : [SoraError.SoraHttpError];
        }

        public void List(List<SoraConnection> items, SoraApiException? error)
        {
            if (!Refused(items.Count, error))
            {
                var (expected, whole) = FuzzOracle.List(_body, FuzzOracle.IsConnection);
                Ended(whole, error);
                Assert.Equal(
                    expected.Select(item => (FuzzOracle.TextOf(item, "channel_id"), FuzzOracle.TextOf(item, "client_id"), FuzzOracle.TextOf(item, "connection_id"), FuzzOracle.TextOf(item, "role"))),
                    items.Select(item => (FuzzOracle.Moved(item.ChannelId), FuzzOracle.Moved(item.ClientId), FuzzOracle.Moved(item.ConnectionId), FuzzOracle.Moved(item.Role))));
            }
        }

        public void Change(SoraChannelAnswer? answer, SoraApiException? error, string[] names)
        {
            if (Refused(answer is null ? 0 : 1, error))
            {
                return;
            }

            if (FuzzOracle.IsBlank(_body))
            {
                Assert.Equal("sora", Assert.IsAssignableFrom<SoraChannelAnswer>(answer).ChannelId);
                return;
            }

            // The serializer lets bytes that are no UTF-8 pass in the name of a member that it does not know.
            if (answer is null || !FuzzOracle.IsUnreadable(_body))
            {
                bool fits = FuzzOracle.Value(_body) is { } value && FuzzOracle.IsChange(value, names);
                Ended(fits, error);
                Assert.Equal(fits ? FuzzOracle.TextOf(FuzzOracle.Value(_body)!.Value, "channel_id") : null, answer?.ChannelId);
            }
        }

        public void Invoke(List<object?> items, SoraApiException? error)
        {
            if (Refused(items.Count, error))
            {
                return;
            }

            var (expected, whole) = FuzzOracle.IsBlank(_body) ? (new(), true)
                : FuzzOracle.StartsList(_body) ? FuzzOracle.List(_body, _ => true)
                : FuzzOracle.AnyValue(_body) is { } value ? (new() { value }, true) : (new(), false);
            Ended(whole, error);
            Assert.Equal(expected.Count, items.Count);
            Assert.All(expected.Zip(items), pair => Assert.True(FuzzOracle.Same(pair.First, pair.Second)));
        }

        public void Raw(string? text, SoraApiException? error)
        {
            if (!Refused(text is null ? 0 : 1, error))
            {
                Assert.Equal(Encoding.UTF8.GetString(_body), text);
            }
        }

        private static void Ended(bool well, SoraApiException? error) => Assert.Equal(well ? null : SoraError.SoraInvalidResponse, error?.Error);

        private bool Refused(int delivered, SoraApiException? error)
        {
            if (_refusals is null)
            {
                return false;
            }

            Assert.Equal(0, delivered);
            Assert.Contains(error!.Error, _refusals);
            return true;
        }
    }
}
