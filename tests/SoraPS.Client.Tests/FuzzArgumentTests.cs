using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SoraPS.Client.Tests;

/// <summary>Arguments of any kind: each call ends in an <see cref="ArgumentException"/> before anything is sent, or the server sees exactly what was given.</summary>
[Trait("Category", "Stress")]
public sealed class FuzzArgumentTests : IDisposable
{
    private static readonly string[] Pieces =
    {
        "", " ", "a", "sora", "\0", "\t", "\r\n", "\u001b[2J", "\u007f", "\u0085", "\u009b", "\u200b", "\u202e", "\u2028", "\ufeff", "\uffff", "\ud800", "\udc00", "\ud83d\ude00", "\u65e5\u672c", "\"", "\\", "\\u0041", "/", "<>&'", "{}", "[]", "null", "%00", "%",
        ":", ";", ",", "=", "Bearer ", "x: y", new('x', 253), new('\u3042', 85), new('\u3042', 86), new('x', 5000), "../", "?q", "#f", "@", "a b",
    };

    private static readonly Gen<string> Printable = Gen.Choose(' ', '~').ArrayOf(8).Select(codes => string.Concat(codes.Select(code => (char)code)));

    private static readonly Gen<string> AText = Gen.Frequency(
        (4, Gen.Elements(Pieces)),
        (4, Gen.Elements(Pieces).ArrayOf(3).Select(string.Concat)),
        (2, Gen.Choose(0, char.MaxValue).ArrayOf(4).Select(codes => string.Concat(codes.Select(code => (char)code)))),
        (2, Printable));

    private static readonly Gen<string?> AnId = Gen.Frequency((2, Gen.Constant<string?>(null)), (2, Gen.Constant<string?>("sora")), (3, AText.Select(text => (string?)text)));

    private static readonly string[] HeaderNames = { "x-a", "X-Sora-Target", "Connection", "Transfer-Encoding", "Authorization", "Content-Type", "Content-Length", "Host", "Cookie", "User-Agent", "Accept", "Date", "Range", "TE", "Upgrade", "If-Match", "x-a" };

    private static readonly string[] Locations = { "", "/", "/api", "?x", "#x", ".", "http:", "http://", "https:", "file:///etc/passwd", "javascript:", "data:,", "//127.0.0.1:1/", "http://127.0.0.1:1/", "http://[::1]:1/", "http://[::1", "http://127.0.0.1:99999/", "http://a@127.0.0.1:1/", "http://0x7f.1:1/", "ftp://127.0.0.1/", "HTTP://127.0.0.1:1" };

    private static readonly FuzzOperation[] WithIds = FuzzOperation.Calls.Concat(FuzzOperation.Lists).Where(operation => Arguments.IdsOf(operation).Any()).ToArray();

    private static readonly SoraOperation Anything = SoraOperations.Find("Sora_20990101.Anything");

    private readonly ITestOutputHelper _output;
    private readonly FuzzServer _server = new() { Answer = Answer("HTTP/1.1 200 X\r\ncontent-length: 0\r\n\r\n", FuzzEnding.KeepAlive) };

    public FuzzArgumentTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_request_arrives_as_it_was_given_or_is_not_sent()
    {
        using var client = TestClient.Create(_server.Uri);
        var run = Run("requests", 400);
        await run.CheckAsync(
            Arb.From(from operation in Gen.Elements(WithIds) from ids in AnId.ArrayOf(2) from reason in AText.OrNull() from odd in Gen.Choose(0, 20) select new Arguments(operation, ids, reason, odd)),
            async given =>
            {
                int before = _server.Requests;
                using var reason = given.ReasonAsJson();
                var values = given.Values(reason);
                bool sent = await SentAsync(run, () => TestClient.ToListAsync(given.Operation.CallAsync(client, given.Request(values))));
                Assert.Equal(given.IsGood, sent);
                Assert.Equal(given.IsGood ? 1 : 0, _server.Requests - before);
                if (given.IsGood)
                {
                    Assert.Equal([given.Operation.Row.Target], _server.LastHeader("x-sora-target"));
                    Assert.Equal(values.Where(value => value.Value is not null).Select(value => (value.Key.Name, Json(value.Value))).Order(), Arrived().Order());
                }
            });
        AssertBoth(run);
    }

    [Fact]
    public async Task An_operation_arrives_as_it_was_given_or_is_not_sent()
    {
        using var client = TestClient.Create(_server.Uri);
        var run = Run("operations", 300);
        await run.CheckAsync(Arb.From(AText), async target =>
        {
            int before = _server.Requests;
            // A word alone is the name of an operation of the table, which these are not.
            bool good = target.IndexOfAny(['.', '_']) >= 0 && target.All(c => c is > ' ' and <= '~');
            Assert.Equal(good, await SentAsync(run, () => client.InvokeRawAsync(SoraOperations.Find(target))));
            Assert.Equal(good ? 1 : 0, _server.Requests - before);
            Assert.Equal(good ? [target] : [], good ? _server.LastHeader("x-sora-target") : []);
        });
        AssertBoth(run);
    }

    [Fact]
    public async Task Options_make_a_client_that_sends_them_or_are_refused()
    {
        var run = Run("options", 300);
        await run.CheckAsync(
            Arb.From(
                from path in Gen.Frequency((1, Gen.Constant<string?>(null)), (1, Printable.Select(text => (string?)text)), (1, AText.Select(text => (string?)text)))
                from token in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, AText.Select(text => (string?)text)))
                from user in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, AText.Select(text => (string?)text)))
                from name in Gen.Frequency((3, Gen.Elements(HeaderNames)), (1, AText))
                from value in Gen.Frequency((3, Printable), (1, AText.OrNull()))
                select (path, token, user, name, value)),
            async given =>
            {
                bool isUri = Uri.TryCreate(given.path is { Length: > 0 } ? _server.Uri.AbsoluteUri + given.path : _server.Uri.AbsoluteUri, UriKind.Absolute, out var uri);
                var options = new SoraClientOptions(isUri ? uri! : new Uri("x", UriKind.Relative))
                {
                    Token = given.token,
                    Credential = given.user is null ? null : new NetworkCredential(given.user, "p"),
                    Headers = new Dictionary<string, string> { [given.name] = given.value! },
                    MaximumRetryCount = 0,
                    OperationTimeout = TestClient.SafetyLimit,
                };
                int before = _server.Requests;
                if (await SentAsync(run, async () =>
                {
                    using var client = new SoraClient(options);
                    return await client.InvokeRawAsync(Anything);
                }))
                {
                    Assert.Equal(1, _server.Requests - before);
                    Assert.StartsWith("POST " + uri!.PathAndQuery + " HTTP/1.1", _server.LastHead, StringComparison.Ordinal);
                    Assert.Equal([Anything.Target], _server.LastHeader("x-sora-target"));
                    Assert.Contains(given.value!.Trim(' ', '\t'), _server.LastHeader(given.name));
                    Assert.Equal(given.token is null ? [] : [("Bearer " + given.token).Trim(' ', '\t')], given.token is null ? [] : _server.LastHeader("authorization"));
                }
                else
                {
                    Assert.Equal(0, _server.Requests - before);
                }
            });
        AssertBoth(run);
    }

    [Fact]
    public async Task Retry_After_and_Location_are_followed_or_ignored()
    {
        using var client = TestClient.Create(_server.Uri);
        var run = Run("headers", 300);
        var text = AText.Select(piece => string.Concat(piece.Where(c => c is not ('\r' or '\n' or '/' or '\\' or ':' or '@'))));
        var after = Gen.OneOf(text, Gen.Choose(int.MinValue, int.MaxValue).Select(number => number.ToString(CultureInfo.InvariantCulture)), Gen.Elements("99999999999999999999", "1e3", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "0", "1, 2"));
        await run.CheckAsync(
            Arb.From(from status in Gen.Elements(307, 308, 429, 503) from retry in after from location in Gen.Elements(Locations) from rest in text select (status, retry, location, rest)),
            async given =>
            {
                _server.Answer = Answer("HTTP/1.1 " + given.status.ToString(CultureInfo.InvariantCulture) + " X\r\nretry-after: " + given.retry + "\r\nlocation: " + given.location + given.rest + "\r\ncontent-length: 0\r\n\r\n", FuzzEnding.KeepAlive);
                int before = _server.Requests;
                var error = await TestClient.ExpectErrorAsync(() => client.InvokeRawAsync(Anything));
                run.Happened(error.Error.ToString());
                Assert.InRange(_server.Requests - before, 1, given.status is 307 or 308 ? 6 : 1);
                Assert.InRange(RetryPolicy.GetDelay(error, TimeSpan.FromSeconds(1), 3), TimeSpan.Zero, TimeSpan.FromSeconds(31));
            });
        Assert.Contains("SoraHttpError", run.Outcomes.Keys);
        Assert.Contains("SoraRedirected", run.Outcomes.Keys);
    }

    /// <summary>The keys and values of the body that arrived last.</summary>
    private List<(string Name, string Json)> Arrived()
    {
        using var body = JsonDocument.Parse(_server.LastBody.Length == 0 ? "{}"u8.ToArray() : _server.LastBody);
        return body.RootElement.EnumerateObject().Select(member => (member.Name, Json(member.Value))).ToList();
    }

    /// <summary>A value in a spelling that does not depend on how it was written.</summary>
    private static string Json(object? value) => JsonSerializer.Serialize(value is JsonElement json ? JsonDocument.Parse(json.GetRawText()).RootElement : value);

    private static FuzzAnswer Answer(string text, FuzzEnding ending) => new([Encoding.Latin1.GetBytes(text)], ending, Pauses: false);

    private static bool IsId(string? id)
    {
        try
        {
            return id is null || (id.Length > 0 && new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(id) <= 255);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static void AssertBoth(FuzzRun run) => Assert.Equal(["refused", "sent"], run.Outcomes.Keys.Order(StringComparer.Ordinal));

    private FuzzRun Run(string name, int usual) => new(name, usual, _output.WriteLine, share: 10);

    /// <summary>Any exception but that of a bad argument, or a promised one, fails the test.</summary>
    private static async Task<bool> SentAsync<T>(FuzzRun run, Func<Task<T>> call)
    {
        bool sent = true;
        try
        {
            await call();
        }
        catch (ArgumentException)
        {
            sent = false;
        }
        catch (SoraApiException e)
        {
            Assert.True(e.Error == SoraError.SoraInvalidResponse, e.ToString()); // an empty answer to a change that named no channel
        }

        run.Happened(sent ? "sent" : "refused");
        return sent;
    }

    private sealed record Arguments(FuzzOperation Operation, string?[] Ids, string? Reason, int Odd)
    {
        /// <summary>True if it may be sent.</summary>
        public bool IsGood =>
            GivenIds().All(id => id.Value is null ? !Operation.Row.Required.Contains(id.Key) : IsId(id.Value)) && (Reason is null || Odd > 1 || !TakesReason);

        private bool TakesReason => Operation.Row.Optional.Contains(SoraFields.Reason);

        public static IEnumerable<SoraField> IdsOf(FuzzOperation operation) => operation.Row.Required.Concat(operation.Row.Optional).Where(field => field.Kind == SoraFieldKind.Id);

        /// <summary>The ids and the reason, and what the operation needs besides from its example.</summary>
        public Dictionary<SoraField, object?> Values(JsonDocument? reason)
        {
            var values = Operation.Row.Required.ToDictionary(field => field, field => Operation.Request[field]);
            foreach (var (field, id) in GivenIds())
            {
                values[field] = id;
            }

            if (TakesReason)
            {
                values[SoraFields.Reason] = reason?.RootElement;
            }

            return values;
        }

        public SoraRequest Request(Dictionary<SoraField, object?> values)
        {
            var request = new SoraRequest(Operation.Row);
            foreach (var (field, value) in values)
            {
                request[field] = value;
            }

            return request;
        }

        /// <summary>An object with the text in it, or something that is no reason.</summary>
        public JsonDocument? ReasonAsJson() => Reason is null ? null : JsonDocument.Parse(Odd switch
        {
            0 => JsonSerializer.Serialize(Reason),
            1 => "{\"a\":\"\\uD800\"}",
            _ => JsonSerializer.Serialize(new Dictionary<string, object> { [Reason] = new object?[] { Reason, Odd, null } }),
        });

        public override string ToString() => Operation.Row.Name + JsonSerializer.Serialize(Ids.Append(Reason).Select(text => text is null ? null : string.Concat(text.Select(c => ((int)c).ToString("X4", CultureInfo.InvariantCulture))))) + Odd.ToString(CultureInfo.InvariantCulture);

        private IEnumerable<KeyValuePair<SoraField, string?>> GivenIds() => IdsOf(Operation).Zip(Ids, KeyValuePair.Create);
    }
}
