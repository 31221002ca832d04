using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>The servers of the tests send what they are told to, and notice what other tests rely on them to notice.</summary>
public sealed class TestServerTests
{
    [Fact]
    public async Task Any_byte_is_sent_as_it_is()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        using var server = new RawServer("text" + ServerStep.Send(bytes) + ServerStep.Repeat("\0", 3) + ServerStep.Pause(1) + "\0close\0" + ServerStep.Close);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawHttpConnection.Request(null)));

        using var received = new MemoryStream();
        await client.GetStream().CopyToAsync(received).WaitAsync(TestClient.SafetyLimit);

        Assert.Equal([.. "text"u8, .. bytes, 0, 0, 0, .. "\0close\0"u8], received.ToArray());
    }

    [Fact]
    public async Task A_NUL_and_invalid_UTF_8_come_through_the_client_as_text()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 5") + ServerStep.Send((byte)'a', 0, 0x1B, 0xFF, (byte)'b'));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal("a\0\u001B\uFFFDb", await client.InvokeRawAsync(SoraOperations.Find("Sora_20990101.Anything")));
    }

    [Fact]
    public async Task A_NUL_in_the_reason_of_an_error_is_spelled()
    {
        const string Body = "{\"error_type\":\"A\\u0000B\",\"error_reason\":\"C\\u0000D\"}";
        using var server = new RawServer(RawServer.Json(400, Body));
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraApiError, error.Error);
        Assert.All(new[] { error.Message, error.ErrorType, error.ErrorReason, error.ResponseBody, error.ToString() }, text => Assert.DoesNotContain('\0', text!));
        Assert.Contains("C", error.ErrorReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_arrives_twice_is_noticed()
    {
        using var server = new FaultInjectingServer(1, 1, 0);
        string change = RawHttpConnection.Request("Sora_20151104.DisconnectConnection", "{\"channel_id\":\"soak\",\"connection_id\":\"C1\"}");
        for (int i = 0; i < 2; i++)
        {
            Assert.Empty(server.DuplicateChanges);
            using var connection = await RawHttpConnection.ConnectAsync(server.Uri);
            await connection.SendAsync(change);
            await TestClient.WaitUntilAsync(() => server.Requests == i + 1);
        }

        await TestClient.WaitUntilAsync(() => server.DuplicateChanges.Count == 1);
        Assert.Equal(1, server.ChangesArrived);
    }
}

[Collection(NonParallelCollection.Name)]
public sealed class UnobservedExceptionMonitorTests
{
    [Fact]
    public void An_exception_that_nobody_observed_is_reported()
    {
        using var monitor = new UnobservedExceptionMonitor();
        FailUnobserved();

        Assert.Contains(monitor.GetExceptions(), exception => exception is AggregateException { InnerException: InvalidTimeZoneException });
    }

    // Not inlined: a local variable of the test would keep the task.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailUnobserved() => _ = Task.FromException(new InvalidTimeZoneException());
}
