using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Client.Tests;

/// <summary>What most tests do: call a server once, and wait for something to come true.</summary>
internal static class TestClient
{
    /// <summary>Ends a test that hangs. No test measures with it.</summary>
    public static readonly TimeSpan SafetyLimit = TimeSpan.FromMinutes(3);

    public static readonly SoraRequest OneConnection = new(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "sora", [SoraFields.ConnectionId] = "C1" };

    /// <summary>A client that repeats nothing unless it is told to, and then without a pause.</summary>
    public static SoraClient Create(Uri uri, int retries = 0, TimeSpan? operationTimeout = null) => new(new SoraClientOptions(uri)
    {
        MaximumRetryCount = retries,
        RetryInterval = TimeSpan.Zero,
        ConnectionTimeout = SafetyLimit,
        OperationTimeout = operationTimeout ?? SafetyLimit,
    });

    public static Task<List<SoraConnection>> ListAsync(SoraClient client, CancellationToken cancellationToken = default) =>
        ToListAsync(client.ListAsync(SoraOperations.ListConnections, null, cancellationToken));

    public static Task<SoraDisconnectedConnection> DisconnectAsync(SoraClient client, CancellationToken cancellationToken = default) =>
        client.CallAsync(SoraOperations.DisconnectConnection, OneConnection, cancellationToken);

    /// <summary>A body with these keys, which are those of the operation that the JSON has.</summary>
    public static SoraRequest Request(SoraOperation operation, JsonObject json)
    {
        var request = new SoraRequest(operation);
        foreach (var field in operation.GetRequiredFields().Concat(operation.GetOptionalFields()).Where(field => json.ContainsKey(field.Name)))
        {
            request[field] = Value(field, json[field.Name]);
        }

        return request;
    }

    private static object Value(SoraField field, JsonNode? value) => field.Kind switch
    {
        SoraFieldKind.Id or SoraFieldKind.Text or SoraFieldKind.Word => value!.GetValue<string>(),
        SoraFieldKind.Boolean => value!.GetValue<bool>(),
        SoraFieldKind.Integer => value!.GetValue<long>(),
        _ => JsonDocument.Parse(value?.ToJsonString() ?? "null").RootElement,
    };

    public static Task<List<object?>> InvokeAsync(SoraClient client, string target, byte[]? json = null) =>
        ToListAsync(client.InvokeAsync(SoraOperations.Find(target), json));

    public static Task<SoraApiException> ExpectErrorAsync(Func<Task> call) => Assert.ThrowsAsync<SoraApiException>(() => call().WaitAsync(SafetyLimit));

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await ForEachAsync(items, all.Add);
        return all;
    }

    public static Task ForEachAsync<T>(IAsyncEnumerable<T> items, Action<T> action)
    {
        return RunAsync().WaitAsync(SafetyLimit);

        async Task RunAsync()
        {
            await foreach (var item in items)
            {
                action(item);
            }
        }
    }

    /// <summary>What was delivered before the list broke off, and how it did.</summary>
    public static async Task<(List<SoraConnection> Delivered, SoraApiException Error)> ReadBrokenListAsync(SoraClient client)
    {
        var delivered = new List<SoraConnection>();
        var error = await ExpectErrorAsync(() => ForEachAsync(client.ListAsync(SoraOperations.ListConnections), delivered.Add));
        return (delivered, error);
    }

    public static async Task WaitUntilAsync(Func<bool> condition)
    {
        var end = DateTime.UtcNow + SafetyLimit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "It has not come true.");
            await Task.Delay(5);
        }
    }

    public static int StatusCode(HttpStatusCode? status) => (int)Assert.NotNull(status);
}
