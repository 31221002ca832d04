using System.Net.Sockets;

namespace SoraPS.TestServers;

/// <summary>Takes connections and reads nothing, so that an upload gets stuck, until it is told to: then it reads to the end.</summary>
public sealed class DeafServer : Listener
{
    private readonly TaskCompletionSource<bool> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    /// <summary>How many bytes were read.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many bytes lie here and are not read.</summary>
    public int Unread => Open.Sum(client => client.Available);

    /// <summary>Reads on all connections.</summary>
    public void OpenGate() => _gate.TrySetResult(true);

    /// <inheritdoc/>
    private protected override async Task ServeAsync(TcpClient client, NetworkStream stream)
    {
        await _gate.Task.ConfigureAwait(false);
        var buffer = new byte[65536];
        int read;
        while ((read = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            Interlocked.Add(ref _received, read);
        }
    }
}
