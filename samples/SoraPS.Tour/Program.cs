// The main job in C#: who is connected, cut some of them, switch a stream, and what an error looks like.
using SoraPS;

using var simulator = new SoraSimulator(new SoraSimulatorOptions { RefuseUnknownId = true });
simulator.AddSynthetic(25);
using var sora = new SoraClient(simulator.Uri);
using var ended = new CancellationTokenSource(TimeSpan.FromMinutes(1));

Step("Who is connected?", "client.ListAsync(SoraOperations.ListConnections)");
await foreach (var connection in sora.ListAsync(SoraOperations.ListConnections, null, ended.Token))
{
    Console.WriteLine($"{connection.ChannelId,-8} {connection.ClientId,-26} {connection.Role,-8} {connection.Video,-14} {connection.Age:d\\.hh\\:mm\\:ss}");
}

Step("The viewers of one channel", "client.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = \"sora-1\" })");
var viewers = new List<SoraConnection>();
await foreach (var connection in sora.ListAsync(SoraOperations.ListChannelConnections, new SoraRequest(SoraOperations.ListChannelConnections) { [SoraFields.ChannelId] = "sora-1" }, ended.Token))
{
    if (connection.Role == "recvonly")
    {
        viewers.Add(connection);
    }
}

Console.WriteLine($"{viewers.Count} viewers");

Step("Cut the oldest of them", "client.CallAsync(SoraOperations.DisconnectConnection, …)");
var oldest = viewers.MaxBy(viewer => viewer.Age)!;
var cut = await sora.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = oldest.ChannelId, [SoraFields.ConnectionId] = oldest.ConnectionId }, ended.Token);
Console.WriteLine($"cut {cut.ConnectionId} in {cut.ChannelId}");

Step("Switch another to the smallest stream", "client.CallAsync(SoraOperations.RequestRtpStream, …)");
var other = viewers.First(viewer => viewer != oldest);
var stream = await sora.CallAsync(SoraOperations.RequestRtpStream, new SoraRequest(SoraOperations.RequestRtpStream) { [SoraFields.ChannelId] = other.ChannelId, [SoraFields.RecvConnectionId] = other.ConnectionId, [SoraFields.Rid] = "r0" }, ended.Token);
Console.WriteLine($"{stream.RecvConnectionId} receives {stream.Rid}");

Step("Cut everybody who only receives", "client.CallAsync(SoraOperations.DisconnectChannelByRole, …)");
var role = await sora.CallAsync(SoraOperations.DisconnectChannelByRole, new SoraRequest(SoraOperations.DisconnectChannelByRole) { [SoraFields.ChannelId] = "sora-0", [SoraFields.Role] = "recvonly" }, ended.Token);
Console.WriteLine($"cut all {role.Role} in {role.ChannelId}; {simulator.Connections.Count} connections are left");

Step("And if it goes wrong?", "client.CallAsync(SoraOperations.DisconnectConnection, …) // the one that is already gone");
try
{
    await sora.CallAsync(SoraOperations.DisconnectConnection, new SoraRequest(SoraOperations.DisconnectConnection) { [SoraFields.ChannelId] = oldest.ChannelId, [SoraFields.ConnectionId] = oldest.ConnectionId }, ended.Token);
    return 1;
}
catch (SoraApiException e)
{
    Console.WriteLine($"{e.Error}: {e.Message}");
    return 0;
}

static void Step(string question, string call) => Console.WriteLine($"\n# {question}\n> {call}");
