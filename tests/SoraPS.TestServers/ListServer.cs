using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>Answers every request with one long list and then closes the connection. It sends as fast as the client takes it.</summary>
public sealed class ListServer : Listener
{
    private const int PartLength = 100;

    private readonly int _count;
    private readonly bool _gzip;
    private readonly string _end;
    private readonly TimeSpan _patience;
    private int _sent;
    private int _ended;

    /// <summary>Starts a server with that many connections; one is about 400 bytes.</summary>
    /// <param name="count">How long the list is.</param>
    /// <param name="gzip">Whether it is compressed.</param>
    /// <param name="cut">Whether its end is missing.</param>
    /// <param name="patienceSeconds">After so long it closes a connection on which it cannot send; Cowboy does it after 30 s.</param>
    public ListServer(int count, bool gzip = false, bool cut = false, int patienceSeconds = 0)
    {
        _patience = patienceSeconds > 0 ? TimeSpan.FromSeconds(patienceSeconds) : Timeout.InfiniteTimeSpan;
        _count = count;
        _gzip = gzip;
        _end = cut ? ",{\"channel_id\":" : "]";
    }

    /// <summary>How many elements the client has taken, or the system keeps for it.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>How many answers were sent to their end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>The connection id of an element.</summary>
    public static string IdOf(int number) => "C" + number.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>True as soon as an answer was sent to its end.</summary>
    public bool WaitForEnd(int milliseconds = 10_000) => SpinWait.SpinUntil(() => Ended > 0, milliseconds);

    /// <summary>True as soon as the client takes nothing more for a while.</summary>
    public bool WaitForBlockedSend(int milliseconds = 10_000)
    {
        var end = DateTime.UtcNow.AddMilliseconds(milliseconds);
        for (int before = -1; DateTime.UtcNow < end && Ended == 0; Thread.Sleep(500))
        {
            int now = Sent;
            if (now > 0 && now == before)
            {
                return true;
            }

            before = now;
        }

        return false;
    }

    /// <inheritdoc/>
    private protected override async Task ServeAsync(TcpClient client, NetworkStream stream)
    {
        if (await stream.ReadAsync(new byte[16384], 0, 16384).ConfigureAwait(false) == 0)
        {
            return;
        }

        using var impatience = new Timer(_ => client.Close(), null, _patience, Timeout.InfiniteTimeSpan);
        await SayAsync(stream, RawServer.Head(200, "content-type: application/json", "connection: close", _gzip ? "content-encoding: gzip" : "x-plain: yes")).ConfigureAwait(false);
        if (_gzip)
        {
            using var body = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await ListAsync(body).ConfigureAwait(false);
        }
        else
        {
            await ListAsync(stream).ConfigureAwait(false);
        }

        Interlocked.Increment(ref _ended);
    }

    private async Task ListAsync(Stream body)
    {
        var part = new StringBuilder("[");
        for (int i = 0; i < _count; i++)
        {
            part.Append(i == 0 ? string.Empty : ",").Append(RawServer.Connection("sora", IdOf(i), more: ",\"event_metadata\":\"" + Noise(i) + "\""));
            if (i % PartLength == PartLength - 1)
            {
                await SayAsync(body, part.ToString()).ConfigureAwait(false);
                part.Clear();
                Volatile.Write(ref _sent, i + 1);
            }
        }

        await SayAsync(body, part.Append(_end).ToString()).ConfigureAwait(false);
        Volatile.Write(ref _sent, _count);
    }

    private static Task SayAsync(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return stream.WriteAsync(bytes, 0, bytes.Length);
    }

    /// <summary>Text that does not shrink much when it is compressed.</summary>
    private static string Noise(int seed)
    {
        var noise = new byte[160];
#pragma warning disable CA5394 // No secret.
        new Random(seed).NextBytes(noise);
#pragma warning restore CA5394
        return Convert.ToBase64String(noise);
    }
}
