using System.Text;
using System.Text.Json;

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
        using var client = TestClient.Create(server.Uri);
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

        string[] errors = { "SoraApiError", "SoraOperationNotSupported", "SoraUnauthorized", "SoraHttpError", "SoraConnectionFailed", "SoraInvalidResponse", "SoraIncomplete" };
        string[] expected = ["list: objects", "list: nothing", "list: objects, then SoraInvalidResponse", "list: objects, then SoraIncomplete", "call: objects", "invoke: objects", "invoke: nothing", "invoke: objects, then SoraInvalidResponse", "raw: objects", "list: SoraTimeout",
            .. from call in new[] { "list", "call", "invoke", "raw" } from error in errors select call + ": " + error];
        Assert.Empty(expected.Except(_run.Outcomes.Keys));
    }

    private async Task TryAsync(FuzzCase one, FuzzServer server, SoraClient kept)
    {
        byte[] body = one.Body();
        var answer = FuzzAnswer.Of(one, body);
        server.Answer = answer;
        Interlocked.Add(ref _bytes, answer.Pieces.Sum(piece => piece.Length));

        // What is left over on a connection must not be taken for the answer to the next case.
        using var own = answer.Ending == FuzzEnding.KeepAlive ? null : TestClient.Create(server.Uri, operationTimeout: answer.Ending == FuzzEnding.Silence ? TimeSpan.FromMilliseconds(50) : null);
        var client = own ?? kept;
        var check = FuzzAnswer.IsWhole(one.Framing) ? one.Status is >= 200 and < 300 ? new Expectation(body) : new Expectation(one.Status, body) : null;

        var listed = FuzzOperation.Lists[one.With % FuzzOperation.Lists.Count];
        var list = await OutcomeAsync("list", listed.CallAsync(client));
        var connections = list.Items.OfType<SoraConnection>().ToList();
        Assert.All(connections, connection => Assert.True(connection is { ChannelId: not null, ClientId: not null, ConnectionId: not null, Role: not null }));
        if (listed.Answer == typeof(SoraConnection))
        {
            check?.List(connections, list.Error);
        }

        var operation = FuzzOperation.Calls[one.With % FuzzOperation.Calls.Count];
        var called = await OutcomeAsync("call", operation.CallAsync(client));
        check?.Call(operation, (SoraAnswer?)called.Items.SingleOrDefault(), called.Error);

        var invoked = await OutcomeAsync("invoke", client.InvokeAsync(Anything, "{}"u8.ToArray()));
        check?.Invoke(invoked.Items, invoked.Error);

        var raw = await OutcomeAsync("raw", OneAsync(client.InvokeRawAsync(Anything)));
        check?.Raw(raw.Items.SingleOrDefault(), raw.Error);
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
            _refusals = status is 401 or 403 ? [SoraError.SoraUnauthorized]
                : status == 407 ? [SoraError.SoraProxyError]
                : status is 301 or 302 or 303 or 307 or 308 ? [SoraError.SoraRedirected]
                : ReferenceJson.Value(body) is not { } error ? [SoraError.SoraHttpError, .. Named] // the type may be readable where the rest is not
                : ReferenceJson.NamesError(error) ? Named
                : [SoraError.SoraHttpError];
        }

        public void List(List<SoraConnection> items, SoraApiException? error)
        {
            if (!Refused(items.Count, error))
            {
                var (expected, whole) = ReferenceJson.List(_body, ReferenceJson.IsConnection);
                Ended(whole, error);
                Assert.Equal(
                    expected.Select(item => (ReferenceJson.TextOf(item, "channel_id"), ReferenceJson.TextOf(item, "client_id"), ReferenceJson.TextOf(item, "connection_id"), ReferenceJson.TextOf(item, "role"))),
                    items.Select(item => (ReferenceJson.Moved(item.ChannelId), ReferenceJson.Moved(item.ClientId), ReferenceJson.Moved(item.ConnectionId), ReferenceJson.Moved(item.Role))));
            }
        }

        public void Call(FuzzOperation operation, SoraAnswer? answer, SoraApiException? error)
        {
            if (Refused(answer is null ? 0 : 1, error))
            {
                return;
            }

            if (ReferenceJson.IsBlank(_body))
            {
                Ended(operation.Row.Changes, error);
                if (answer is not null)
                {
                    operation.AssertEcho(answer);
                }

                return;
            }

            // The serializer lets bytes that are no UTF-8 pass in the name of a member that it does not know.
            if (answer is null || !ReferenceJson.IsUnreadable(_body))
            {
                var value = ReferenceJson.Value(_body);
                if (operation.IsPredictable)
                {
                    Ended(operation.Fits(value), error);
                }

                if (answer is not null)
                {
                    operation.AssertTexts(Assert.NotNull(value), answer);
                }
            }
        }

        public void Invoke(List<object?> items, SoraApiException? error)
        {
            if (Refused(items.Count, error))
            {
                return;
            }

            var (expected, whole) = ReferenceJson.IsBlank(_body) ? (new(), true)
                : ReferenceJson.StartsList(_body) ? ReferenceJson.List(_body, _ => true)
                : ReferenceJson.AnyValue(_body) is { } value ? (new() { value }, true) : (new(), false);
            Ended(whole, error);
            Assert.Equal(expected.Count, items.Count);
            Assert.All(expected.Zip(items), pair => Assert.True(ReferenceJson.Same(pair.First, pair.Second)));
        }

        public void Raw(string? text, SoraApiException? error)
        {
            if (!Refused(text is null ? 0 : 1, error))
            {
                Assert.Equal(Encoding.UTF8.GetString(_body), text);
            }
        }

        private static void Ended(bool well, SoraApiException? error) => Assert.Contains(error?.Error, well ? Well : Ill);

        private static readonly SoraError?[] Well = [null];

        private static readonly SoraError?[] Ill = [SoraError.SoraInvalidResponse, SoraError.SoraIncomplete];

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
