using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Client.Tests;

/// <summary>What most tests do: call a server once, and wait for something to come true.</summary>
internal static class Calls
{
    /// <summary>A safety net, never a measure.</summary>
    public static readonly TimeSpan Net = TimeSpan.FromSeconds(60);

    public static readonly SoraRequest OneConnection = new(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = "sora", [SoraFields.ConnectionId] = "C1" };

    /// <summary>A client that repeats nothing unless it is told to, and then without a pause.</summary>
    public static SoraClient Client(Uri uri, int retries = 0, TimeSpan? operationTimeout = null) => new(new SoraClientOptions(uri)
    {
        MaximumRetryCount = retries,
        RetryInterval = TimeSpan.Zero,
        ConnectionTimeout = Net,
        OperationTimeout = operationTimeout ?? Net,
    });

    public static Task<List<SoraConnection>> ListAsync(SoraClient client, CancellationToken cancellationToken = default) =>
        AllAsync(client.ListAsync(SoraOperations.ListConnections, null, cancellationToken));

    public static Task<SoraDisconnectedConnection> CutAsync(SoraClient client, CancellationToken cancellationToken = default) =>
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
        AllAsync(client.InvokeAsync(SoraOperations.Find(target), json));

    public static Task<SoraApiException> FailAsync(Func<Task> call) => Assert.ThrowsAsync<SoraApiException>(() => call().WaitAsync(Net));

    public static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await ForEachAsync(items, all.Add);
        return all;
    }

    public static Task ForEachAsync<T>(IAsyncEnumerable<T> items, Action<T> action)
    {
        return RunAsync().WaitAsync(Net);

        async Task RunAsync()
        {
            await foreach (var item in items)
            {
                action(item);
            }
        }
    }

    /// <summary>What was delivered before the list broke off, and how it did.</summary>
    public static async Task<(List<SoraConnection> Delivered, SoraApiException Error)> BrokenListAsync(SoraClient client)
    {
        var delivered = new List<SoraConnection>();
        var error = await FailAsync(() => ForEachAsync(client.ListAsync(SoraOperations.ListConnections), delivered.Add));
        return (delivered, error);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        var end = DateTime.UtcNow + Net;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "It has not come true.");
            await Task.Delay(5);
        }
    }

    public static int Code(HttpStatusCode? status) => (int)Assert.NotNull(status);
}
