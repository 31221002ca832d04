using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The documented exchanges, on a plain TCP listener.</summary>
public sealed class ExchangeTests
{
    public static TheoryData<string> Targets()
    {
        var targets = new TheoryData<string>();
        foreach (var exchange in Exchanges())
        {
            targets.Add(exchange["target"]!.GetValue<string>());
        }

        return targets;
    }

    /// <summary>Rows of no kind of their own are those that only spare somebody a question.</summary>
    [Fact]
    public void The_documented_operations_are_those_of_the_table_that_have_a_kind_of_their_own() =>
        Assert.Equal(
            Exchanges().Select(exchange => exchange["target"]!.GetValue<string>()).Order(StringComparer.Ordinal),
            SoraOperations.All.Where(operation => operation.GetType() != typeof(SoraOperation)).Select(operation => operation.Target).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_is_sent_and_what_comes_out_is_what_is_documented(string target)
    {
        var exchange = Exchanges().Single(exchange => exchange["target"]!.GetValue<string>() == target);
        var answer = exchange["response"]!["body"]!;
        using var server = new RawServer(RawServer.Json(200, answer.ToJsonString()));
        using var client = new SoraClient(server.Uri);
        var request = exchange["request"]!["body"] is { } body ? body.Deserialize<SoraRequest>() : null;

        // The kind of the operation, which only the table knows, chooses the method.
        List<object> received = await CallAsync(client, (dynamic)SoraOperations.Find(target), request);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("POST / HTTP/1.1", sent.Line);
        Assert.Equal(target, sent.Target);
        if (exchange["request"]!["body"] is { } documented)
        {
            Assert.Equal("application/json", sent.Headers["Content-Type"]);
            Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(sent.Body).ToString(System.Globalization.CultureInfo.InvariantCulture), sent.Headers["Content-Length"]);
            Assert.True(JsonNode.DeepEquals(documented, JsonNode.Parse(sent.Body)), sent.Body);
        }
        else
        {
            Assert.Equal("0", sent.Headers["Content-Length"]);
            Assert.Empty(sent.Body);
            Assert.False(sent.Headers.ContainsKey("Content-Type"));
        }

        var expected = answer is JsonArray list ? list.ToArray() : new[] { answer };
        Assert.Equal(expected.Length, received.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            AssertHoldsAll((JsonObject)expected[i]!, received[i]);
        }
    }

    private static IEnumerable<JsonNode> Exchanges() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "exchanges.json")))!["exchanges"]!.AsArray().Select(exchange => exchange!);

    private static async Task<List<object>> CallAsync<T>(SoraClient client, SoraListOperation<T> operation, SoraRequest? request)
    {
        var received = new List<object>();
        await foreach (var item in client.ListAsync(operation, request))
        {
            received.Add(item!);
        }

        return received;
    }

    private static async Task<List<object>> CallAsync<T>(SoraClient client, SoraChangeOperation<T> operation, SoraRequest? request)
        where T : SoraAnswer => new() { await client.ChangeAsync(operation, request!) };

    /// <summary>Every leaf of the JSON is found under the property of the same name.</summary>
    private static void AssertHoldsAll(JsonObject json, object model)
    {
        Assert.Empty(((SoraRecord)model).GetUnknownFields());
        foreach (var (name, value) in json)
        {
            object? held = model.GetType().GetProperty(string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])))!.GetValue(model);
            switch (value)
            {
                case JsonObject nested when held is SoraRecord:
                    AssertHoldsAll(nested, held);
                    break;
                case JsonObject free:
                    var dictionary = Assert.IsType<Dictionary<string, object?>>(held);
                    Assert.Equal(free.Select(member => member.Key), dictionary.Keys);
                    Assert.All(free, member => Assert.Equal(member.Value!.ToJsonString(), JsonSerializer.Serialize(dictionary[member.Key])));
                    break;
                default:
                    Assert.Equal(value!.ToJsonString(), JsonSerializer.Serialize(held));
                    break;
            }
        }
    }
}
