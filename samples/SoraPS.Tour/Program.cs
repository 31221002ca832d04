// The main job in C#: who is connected, cut some of them, switch a stream, and what an error looks like.
using SoraPS;
using static SoraPS.SoraFields;
using static SoraPS.SoraOperations;

using var simulator = new SoraSimulator(new SoraSimulatorOptions { RefuseUnknownId = true });
simulator.AddSynthetic(25);
using var sora = new SoraClient(simulator.Uri);
using var ended = new CancellationTokenSource(TimeSpan.FromMinutes(1));

Step("Who is connected?", "client.ListAsync(ListConnections)");
await foreach (var connection in sora.ListAsync(ListConnections, null, ended.Token))
{
    Console.WriteLine($"{connection.ChannelId,-8} {connection.ClientId,-26} {connection.Role,-8} {connection.Video,-14} {connection.Age:d\\.hh\\:mm\\:ss}");
}

Step("The viewers of one channel", "client.ListAsync(ListChannelConnections, new SoraRequest(ListChannelConnections) { [ChannelId] = \"sora-1\" })");
var viewers = new List<SoraConnection>();
var inChannel = new SoraRequest(ListChannelConnections) { [ChannelId] = "sora-1" };
await foreach (var connection in sora.ListAsync(ListChannelConnections, inChannel, ended.Token))
{
    if (connection.Role == "recvonly")
    {
        viewers.Add(connection);
    }
}

Console.WriteLine($"{viewers.Count} viewers");

Step("Cut the oldest of them", "client.CallAsync(DisconnectConnection, …)");
var oldest = viewers.MaxBy(viewer => viewer.Age)!;
var thatOne = new SoraRequest(DisconnectConnection) { [ChannelId] = oldest.ChannelId, [ConnectionId] = oldest.ConnectionId };
var cut = await sora.CallAsync(DisconnectConnection, thatOne, ended.Token);
Console.WriteLine($"cut {cut.ConnectionId} in {cut.ChannelId}");

Step("Switch another to the smallest stream", "client.CallAsync(RequestSimulcastRid, …)");
var other = viewers.First(viewer => viewer != oldest);
var smallest = new SoraRequest(RequestSimulcastRid) { [ChannelId] = other.ChannelId, [ReceiverConnectionId] = other.ConnectionId, [SoraFields.SimulcastRid] = "r0" };
var stream = await sora.CallAsync(RequestSimulcastRid, smallest, ended.Token);
Console.WriteLine($"{stream.ReceiverConnectionId} receives {stream.Rid}");

Step("Cut everybody who only receives", "client.CallAsync(DisconnectChannelByRole, …)");
var viewersOf = new SoraRequest(DisconnectChannelByRole) { [ChannelId] = "sora-0", [Role] = "recvonly" };
var role = await sora.CallAsync(DisconnectChannelByRole, viewersOf, ended.Token);
Console.WriteLine($"cut all {role.Role} in {role.ChannelId}; {simulator.Connections.Count} connections are left");

Step("And if it goes wrong?", "client.CallAsync(DisconnectConnection, …) // the one that is already gone");
try
{
    await sora.CallAsync(DisconnectConnection, thatOne, ended.Token);
    return 1;
}
catch (SoraApiException e)
{
    Console.WriteLine($"{e.Error}: {e.Message}");
    return 0;
}

static void Step(string question, string call) => Console.WriteLine($"\n# {question}\n> {call}");
