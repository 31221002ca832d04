using static SoraPS.Client.Tests.RawHttpConnection;

namespace SoraPS.Client.Tests;

/// <summary>The simulator has Cowboy's time limit of 5 s for a request. The two tests are in classes of their own so that they wait at the same time.</summary>
public sealed class SimulatorIdleTimeoutTests
{
    [Fact]
    public async Task An_idle_connection_is_closed_without_an_answer()
    {
        using var simulator = new SoraSimulator();
        using var connection = await ConnectAsync(simulator.Uri);
        await connection.SendAsync(Request("Sora_20201013.ListConnections"));
        var received = await connection.ReceiveAsync();

        Assert.Null(received["connection"]);
        Assert.Empty(await connection.ReceiveRestAsync());
    }
}

/// <summary>The same for a request that has started.</summary>
public sealed class SimulatorRequestTimeoutTests
{
    [Fact]
    public async Task An_incomplete_head_is_answered_with_408_without_a_body()
    {
        using var simulator = new SoraSimulator();
        using var connection = await ConnectAsync(simulator.Uri);
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: so");

        var received = await connection.ReceiveAsync();

        Assert.Equal(408, received.Status);
        Assert.Equal(["connection", "content-length"], received.Names);
        Assert.Empty(await connection.ReceiveRestAsync());
    }
}
