using System.Globalization;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>A request, to the byte.</summary>
public sealed class RawRequest
{
    internal RawRequest(string head, string body)
    {
        Head = head;
        Body = body;
        var lines = head.Split(new[] { "\r\n" }, StringSplitOptions.RemoveEmptyEntries);
        Line = lines[0];
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            Headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }
    }

    /// <summary>The request line and headers as they came, up to the empty line.</summary>
    public string Head { get; }

    /// <summary>The request line.</summary>
    public string Line { get; }

    /// <summary>The headers, compared without regard to case.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body as text.</summary>
    public string Body { get; }

    /// <summary>The operation asked for.</summary>
    public string? Target => Headers.TryGetValue("x-sora-target", out string? target) ? target : null;

    /// <summary>The next request on a connection; null where it ends.</summary>
    internal static async Task<RawRequest?> ReadAsync(Stream stream, bool headOnly = false)
    {
        var received = new List<byte>();
        var buffer = new byte[16384];
        int end;
        while ((end = EndOfHead(received)) < 0)
        {
            int read = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            received.AddRange(buffer.Take(read));
        }

        string head = Encoding.UTF8.GetString(received.ToArray(), 0, end);
        if (headOnly)
        {
            return new RawRequest(head, string.Empty);
        }

        int length = new RawRequest(head, string.Empty).Headers.TryGetValue("content-length", out string? given) ? int.Parse(given, CultureInfo.InvariantCulture) : 0;
        while (received.Count < end + length)
        {
            int read = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            received.AddRange(buffer.Take(read));
        }

        return new RawRequest(head, Encoding.UTF8.GetString(received.ToArray(), end, length));
    }

    private static int EndOfHead(List<byte> received)
    {
        for (int i = 3; i < received.Count; i++)
        {
            if (received[i] == '\n' && received[i - 1] == '\r' && received[i - 2] == '\n' && received[i - 3] == '\r')
            {
                return i + 1;
            }
        }

        return -1;
    }
}
