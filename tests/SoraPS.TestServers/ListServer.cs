using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>Answers every request with one long list and then closes the connection. It sends as fast as the client reads.</summary>
public sealed class ListServer : TestServer
{
    private const int PartLength = 100;

    private static readonly string RandomBase64 = MakeRandomText();

    private readonly int _count;
    private readonly int _metadataLength;
    private readonly bool _gzip;
    private readonly string _end;
    private readonly TimeSpan _sendTimeout;
    private int _sent;
    private int _ended;

    /// <summary>Starts a server with that many connections.</summary>
    /// <param name="count">How many connections the list has.</param>
    /// <param name="gzip">Whether it is compressed.</param>
    /// <param name="cut">Whether its end is missing.</param>
    /// <param name="sendTimeoutSeconds">Closes the connection if sending takes longer; Cowboy does this after 30 s. 0 for no limit.</param>
    /// <param name="metadataLength">How long the metadata of a connection is.</param>
    public ListServer(int count, bool gzip = false, bool cut = false, int sendTimeoutSeconds = 0, int metadataLength = 216)
    {
        _sendTimeout = sendTimeoutSeconds > 0 ? TimeSpan.FromSeconds(sendTimeoutSeconds) : Timeout.InfiniteTimeSpan;
        _count = count;
        _metadataLength = metadataLength;
        _gzip = gzip;
        _end = cut ? ",{\"channel_id\":" : "]";
    }

    /// <summary>How many elements the client has read, or the system has buffered.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>How many answers were sent to their end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>The connection id of an element.</summary>
    public static string IdOf(int number) => "C" + number.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>True as soon as an answer was sent to its end.</summary>
    public bool WaitForEnd(int milliseconds = 10_000) => SpinWait.SpinUntil(() => Ended > 0, milliseconds);

    /// <summary>True as soon as nothing more could be sent for a while.</summary>
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

        using var timer = new Timer(_ => client.Close(), null, _sendTimeout, Timeout.InfiniteTimeSpan);
        await WriteAsync(stream, RawServer.Head(200, "content-type: application/json", "connection: close", _gzip ? "content-encoding: gzip" : "x-plain: yes")).ConfigureAwait(false);
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
            part.Append(i == 0 ? string.Empty : ",").Append(RawServer.Connection("sora", IdOf(i), more: ",\"event_metadata\":\"" + RandomText(i) + "\""));
            if (i % PartLength == PartLength - 1)
            {
                await WriteAsync(body, part.ToString()).ConfigureAwait(false);
                part.Clear();
                Volatile.Write(ref _sent, i + 1);
            }
        }

        await WriteAsync(body, part.Append(_end).ToString()).ConfigureAwait(false);
        Volatile.Write(ref _sent, _count);
    }

    private static Task WriteAsync(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return stream.WriteAsync(bytes, 0, bytes.Length);
    }

    /// <summary>A part of the random text, another one for each number: compression finds no repetition in its window.</summary>
    private string RandomText(int number)
    {
        int start = (int)((long)number * _metadataLength % (RandomBase64.Length - _metadataLength));
        return RandomBase64.Substring(start, _metadataLength);
    }

    private static string MakeRandomText()
    {
        var bytes = new byte[768 * 1024];
#pragma warning disable CA5394 // No secret.
        new Random(1).NextBytes(bytes);
#pragma warning restore CA5394
        return Convert.ToBase64String(bytes);
    }
}
