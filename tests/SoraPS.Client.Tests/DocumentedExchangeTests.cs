using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The documented exchanges, on a plain TCP listener.</summary>
public sealed class DocumentedExchangeTests
{
    // Times become those of .NET, under names of their own.
    private static readonly Dictionary<string, string> Times = new()
    {
        ["created_timestamp"] = "CreatedAt",
        ["connection_created_timestamp"] = "CreatedAt",
        ["connection_destroyed_timestamp"] = "DestroyedAt",
        ["start_timestamp"] = "StartedAt",
        ["expired_at"] = "ExpiresAt",
    };

    // The name that a key had in an older Sora, and its property.
    private static readonly Dictionary<string, string> Older = new() { ["cluster_node_name"] = "NodeName" };

    // Properties that have the name of the cmdlet's parameter.
    private static readonly Dictionary<string, string> Parameters = new() { ["spotlight_focus_rid"] = "FocusRid", ["spotlight_unfocus_rid"] = "UnfocusRid" };

    /// <summary>The name of the file, or the target of an exchange.</summary>
    public static TheoryData<string> Documented() => new(Exchanges().Where(exchange => SoraOperations.Find(exchange.Target).GetType() != typeof(SoraOperation)).Select(exchange => exchange.Name));

    [Fact]
    public void Every_operation_whose_answer_is_typed_has_a_documented_exchange()
    {
        // The other pushes are inferred to answer as PushChannel does, other statistics as those that are documented, changes of notify metadata as their RPCs do (D).
        string[] inferred =
        [
            "Sora_20160711.PushClient", "Sora_20160711.PushConnection", "Sora_20201120.PushChannelByRole",
            "Sora_20211215.ListChannelRtcStats", "Sora_20211215.GetRtcStats",
            "Sora_20201124.PutSignalingNotifyMetadata", "Sora_20201124.PutSignalingNotifyMetadataItem",
        ];
        Assert.Equal(
            Exchanges().Select(exchange => exchange.Target).Where(target => SoraOperations.Find(target).GetType() != typeof(SoraOperation)).Concat(inferred).Distinct().Order(StringComparer.Ordinal),
            SoraOperations.All.Where(operation => operation.GetType() != typeof(SoraOperation) && !operation.Certainty!.EndsWith('-')).Select(operation => operation.Target).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task What_is_sent_and_what_comes_out_is_what_is_documented(string name)
    {
        var (_, target, documentedBody, answer) = Exchanges().Single(exchange => exchange.Name == name);
        using var server = new RawServer(RawServer.Json(200, answer.ToJsonString()));
        using var client = new SoraClient(server.Uri);
        var operation = SoraOperations.Find(target);
        var request = documentedBody is JsonObject body ? TestClient.Request(operation, body) : null;

        // The kind of the operation, which only the table knows, chooses the method.
        List<object> received = await CallAsync(client, (dynamic)operation, request);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("POST / HTTP/1.1", sent.Line);
        Assert.Equal(target, sent.Target);
        if (documentedBody is { } documented)
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

    /// <summary>Requests and answers of the two seed pages; and answers of other pages, with the request that they repeat, or an example where they repeat none.</summary>
    private static IEnumerable<(string Name, string Target, JsonNode? Body, JsonNode Answer)> Exchanges()
    {
        foreach (var exchange in Parse("exchanges.json")["exchanges"]!.AsArray())
        {
            string target = exchange!["target"]!.GetValue<string>();
            yield return (target, target, exchange["request"]!["body"], exchange["response"]!["body"]!);
        }

        // The table says of others that their answer repeats the request.
        foreach (var operation in SoraOperations.All.Where(row => row.Echo.Length > 0 && row.Certainty!.StartsWith('A')))
        {
            var body = JsonNode.Parse(operation.Example!)!.AsObject();
            yield return (operation.Name + " (echo)", operation.Target, body, new JsonObject(operation.Echo.Where(field => body.ContainsKey(field.Name)).Select(field => KeyValuePair.Create(field.Name, body[field.Name]?.DeepClone()))));
        }

        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "fixtures"), "*.json"))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith("webhook.", StringComparison.Ordinal) || name.EndsWith(".request", StringComparison.Ordinal) || name.EndsWith(".client-push", StringComparison.Ordinal))
            {
                continue; // no answer
            }

            var operation = SoraOperations.Find(name.Split('.')[0]);
            var answer = JsonNode.Parse(File.ReadAllText(file))!;
            var example = operation.Example is null ? null : JsonNode.Parse(operation.Example)!.AsObject();
            foreach (string key in example?.Select(member => member.Key).Where(key => (answer as JsonObject)?[key] is not null).ToList() ?? [])
            {
                example![key] = answer[key]!.DeepClone();
            }

            yield return (name, operation.Target, example, answer);
        }
    }

    private static JsonNode Parse(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)))!;

    private static async Task<List<object>> CallAsync<T>(SoraClient client, SoraListOperation<T> operation, SoraRequest? request)
    {
        var received = new List<object>();
        await foreach (var item in client.ListAsync(operation, request))
        {
            received.Add(item!);
        }

        return received;
    }

    private static async Task<List<object>> CallAsync<T>(SoraClient client, SoraOperation<T> operation, SoraRequest? request)
        where T : SoraAnswer => new() { await client.CallAsync(operation, request!) };

    /// <summary>Every leaf of the JSON is found under the property of the same name.</summary>
    private static void AssertHoldsAll(JsonObject json, object model)
    {
        if (model is SoraStatistics statistics)
        {
            Assert.All(json, member => Assert.Equal(member.Value!.ToJsonString(), JsonSerializer.Serialize(statistics[member.Key])));
            return;
        }

        var unknown = ((SoraRecord)model).GetUnknownFields();
        Assert.Subset(json.Select(member => member.Key).ToHashSet(), unknown.Keys.ToHashSet());
        foreach (var (name, value) in json)
        {
            var property = model.GetType().GetProperty(string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))) ?? (Times.TryGetValue(name, out string? other) || Older.TryGetValue(name, out other) || Parameters.TryGetValue(name, out other) ? model.GetType().GetProperty(other) : null);
            object? held = property is null ? unknown[name] : property.GetValue(model);
            switch (value)
            {
                case JsonObject nested when held is SoraRecord:
                    AssertHoldsAll(nested, held);
                    break;
                case JsonArray list when held is IEnumerable<SoraRecord> records:
                    Assert.All(list.Zip(records), pair => AssertHoldsAll((JsonObject)pair.First!, pair.Second));
                    Assert.Equal(list.Count, records.Count());
                    break;
                case JsonObject free:
                    var dictionary = Assert.IsType<Dictionary<string, object?>>(held);
                    Assert.Equal(free.Select(member => member.Key), dictionary.Keys);
                    Assert.All(free, member => Assert.Equal(member.Value!.ToJsonString(), JsonSerializer.Serialize(dictionary[member.Key])));
                    break;
                case { } when held is DateTime time:
                    var utc = time.ToUniversalTime();
                    Assert.Contains(value.ToString(), new[] { utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture), new DateTimeOffset(utc).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) });
                    break;
                default:
                    Assert.Equal(value?.ToJsonString() ?? "null", JsonSerializer.Serialize(held));
                    break;
            }
        }
    }
}
