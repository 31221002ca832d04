using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The eight documented exchanges, on a plain TCP listener.</summary>
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

    [Fact]
    public void Every_documented_operation_is_in_the_table() =>
        Assert.Equal(Exchanges().Select(exchange => exchange["target"]!.GetValue<string>()).Order(), SoraOperations.All.Take(8).Select(operation => operation.Target).Order());

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_is_sent_and_what_comes_out_is_what_is_documented(string target)
    {
        var exchange = Exchanges().Single(exchange => exchange["target"]!.GetValue<string>() == target);
        var answer = exchange["response"]!["body"]!;
        using var server = new RawServer(RawServer.Json(200, answer.ToJsonString()));
        using var client = new SoraClient(server.Uri);
        var request = exchange["request"]!["body"] is { } body ? body.Deserialize<SoraRequest>() : null;

        var received = await CallAsync(client, target, request);

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

    private static async Task<List<object>> CallAsync(SoraClient client, string target, SoraRequest? request)
    {
        var received = new List<object>();
        switch (SoraOperations.Find(target))
        {
            case SoraListOperation<SoraConnection> list:
                await foreach (var connection in client.ListAsync(list, request))
                {
                    received.Add(connection);
                }

                break;
            case SoraChangeOperation<SoraDisconnectedChannel> change:
                received.Add(await client.ChangeAsync(change, request!));
                break;
            case SoraChangeOperation<SoraDisconnectedClient> change:
                received.Add(await client.ChangeAsync(change, request!));
                break;
            case SoraChangeOperation<SoraDisconnectedConnection> change:
                received.Add(await client.ChangeAsync(change, request!));
                break;
            case SoraChangeOperation<SoraRtpStream> change:
                received.Add(await client.ChangeAsync(change, request!));
                break;
        }

        return received;
    }

    /// <summary>Every leaf of the JSON is found under the property of the same name.</summary>
    private static void AssertHoldsAll(JsonObject json, object model)
    {
        Assert.Empty(((SoraRecord)model).AdditionalProperties);
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
