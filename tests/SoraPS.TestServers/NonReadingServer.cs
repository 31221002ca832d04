using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>Accepts connections and reads nothing, so that an upload stops when the buffers are full. After <see cref="StartReading"/> it reads to the end.</summary>
public sealed class NonReadingServer : TestServer
{
    private readonly TaskCompletionSource<bool> _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    /// <summary>How many bytes were read.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many bytes have arrived and were not read.</summary>
    public int Unread => Connections.Sum(client => client.Available);

    /// <summary>Reads on all connections.</summary>
    public void StartReading() => _reading.TrySetResult(true);

    /// <inheritdoc/>
    private protected override async Task ServeAsync(TcpClient client, NetworkStream stream)
    {
        await _reading.Task.ConfigureAwait(false);
        var buffer = new byte[65536];
        int read;
        while ((read = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            Interlocked.Add(ref _received, read);
        }
    }
}
