using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Client.Tests;

/// <summary>Answers every request with the same bytes, until it is given others.</summary>
internal sealed class FuzzServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private volatile FuzzAnswer? _answer;
    private volatile string _lastHead = string.Empty;
    private volatile byte[] _lastBody = Array.Empty<byte>();
    private int _requests;

    public FuzzServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Uri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture) + "/");
        _ = Task.Run(AcceptAsync);
    }

    public Uri Uri { get; }

    public FuzzAnswer Answer
    {
        set => _answer = value;
    }

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The head of the last one, a character for each byte.</summary>
    public string LastHead => _lastHead;

    /// <summary>The body of the last one.</summary>
    public byte[] LastBody => _lastBody;

    /// <summary>The values of a header of the last request, without the blanks around them.</summary>
    public string[] LastHeader(string name) => LastHead.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim(' ', '\t')).ToArray();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var buffer = new byte[64 * 1024];
                while (await ReadRequestAsync(client, buffer) && await SendAsync(client, _answer!))
                {
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The client went away.
            }
        }
    }

    /// <summary>Our requests are small, and the next one does not come before the answer.</summary>
    private async Task<bool> ReadRequestAsync(Socket client, byte[] buffer)
    {
        int read = 0;
        int head = -1;
        int needed = int.MaxValue;
        while (read < needed)
        {
            int more = await client.ReceiveAsync(buffer.AsMemory(read));
            if (more == 0)
            {
                return false;
            }

            read += more;
            head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            needed = head < 0 ? int.MaxValue : head + 4 + BodyLength(buffer.AsSpan(0, head));
        }

        (_lastHead, _lastBody) = (Encoding.Latin1.GetString(buffer, 0, head), buffer[(head + 4)..needed]);
        Interlocked.Increment(ref _requests);
        return true;
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        string text = Encoding.ASCII.GetString(head);
        int at = text.IndexOf("\r\ncontent-length:", StringComparison.OrdinalIgnoreCase) + "\r\ncontent-length:".Length;
        int end = text.IndexOf('\r', at);
        return int.Parse(text.AsSpan(at, (end < 0 ? text.Length : end) - at), CultureInfo.InvariantCulture);
    }

    private static async Task<bool> SendAsync(Socket client, FuzzAnswer answer)
    {
        foreach (byte[] piece in answer.Pieces)
        {
            await client.SendAsync(piece);
            if (answer.Pauses)
            {
                await Task.Delay(1);
            }
        }

        switch (answer.Ending)
        {
            case FuzzEnding.Close:
                client.Shutdown(SocketShutdown.Send);
                return false;
            case FuzzEnding.Reset:
                client.LingerState = new LingerOption(true, 0);
                return false;
            case FuzzEnding.Silence:
                await client.ReceiveAsync(new byte[1]);
                return false;
            default:
                return true;
        }
    }
}
