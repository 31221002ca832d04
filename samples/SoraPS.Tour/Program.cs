// The main tasks in C#: list connections, disconnect some of them, switch a stream, handle an error.
using SoraPS;
using static SoraPS.SoraFields;
using static SoraPS.SoraOperations;

using var simulator = new SoraSimulator(new SoraSimulatorOptions { RefuseUnknownId = true });
simulator.AddSynthetic(25);
using var sora = new SoraClient(simulator.Uri);
using var ended = new CancellationTokenSource(TimeSpan.FromMinutes(1));

Step("List all connections", "client.ListAsync(ListConnections)");
await foreach (var connection in sora.ListAsync(ListConnections, null, ended.Token))
{
    Console.WriteLine($"{connection.ChannelId,-8} {connection.ClientId,-26} {connection.Role,-8} {connection.Video,-14} {connection.Age:d\\.hh\\:mm\\:ss}");
}

Step("List the viewers of one channel", "client.ListAsync(ListChannelConnections, new SoraRequest(ListChannelConnections) { [ChannelId] = \"sora-1\" })");
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

Step("Disconnect the oldest viewer", "client.CallAsync(DisconnectConnection, …)");
var oldest = viewers.MaxBy(viewer => viewer.Age)!;
var thatOne = new SoraRequest(DisconnectConnection) { [ChannelId] = oldest.ChannelId, [ConnectionId] = oldest.ConnectionId };
var cut = await sora.CallAsync(DisconnectConnection, thatOne, ended.Token);
Console.WriteLine($"disconnected {cut.ConnectionId} from {cut.ChannelId}");

Step("Send the smallest stream to another viewer", "client.CallAsync(RequestSimulcastRid, …)");
var other = viewers.First(viewer => viewer != oldest);
var smallest = new SoraRequest(RequestSimulcastRid) { [ChannelId] = other.ChannelId, [ReceiverConnectionId] = other.ConnectionId, [SoraFields.SimulcastRid] = "r0" };
var stream = await sora.CallAsync(RequestSimulcastRid, smallest, ended.Token);
Console.WriteLine($"{stream.ReceiverConnectionId} receives {stream.Rid}");

Step("Disconnect all connections that only receive", "client.CallAsync(DisconnectChannelByRole, …)");
var viewersOf = new SoraRequest(DisconnectChannelByRole) { [ChannelId] = "sora-0", [Role] = "recvonly" };
var role = await sora.CallAsync(DisconnectChannelByRole, viewersOf, ended.Token);
Console.WriteLine($"disconnected all {role.Role} from {role.ChannelId}; {simulator.Connections.Count} connections remain");

Step("Handle an error", "client.CallAsync(DisconnectConnection, …) // this connection is already gone");
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

static void Step(string title, string call) => Console.WriteLine($"\n# {title}\n> {call}");
