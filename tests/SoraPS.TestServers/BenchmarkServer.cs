using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>
/// Answers with bytes that were made before, so that a measurement does not include the work of the server. The path tells how: <c>POST /100000</c> is answered
/// with a list of that many connections, <c>POST /stats10000</c> with their statistics, <c>POST /20ms</c> after that time, any other with the body of the request, as Sora confirms a
/// change. <c>GET /first-byte</c> tells when the last answer's first byte was given to the system, as <see cref="Stopwatch.GetTimestamp"/>
/// has it for every process of the machine.
/// </summary>
public sealed class BenchmarkServer : TestServer
{
    // About 360 KB: few calls for a long list, and a short pause between two of them.
    private const int PerPart = 1000;
    private const int PerChannel = 10;

    private const string StatisticsPath = "stats";

    private const string EndOfHead = "\r\n\r\n";

    private static readonly Encoding Bytes = Encoding.GetEncoding("iso-8859-1");

    private readonly Dictionary<int, IReadOnlyList<byte[]>> _lists = new();
    private readonly Dictionary<int, BenchmarkStatistics> _statistics = new();
    private long _firstByte;
    private int _inFlight;
    private int _peak;
    private int _requests;

    /// <summary>Prepares lists of these lengths.</summary>
    public BenchmarkServer(params int[] counts)
    {
        lock (_lists)
        {
            foreach (int count in counts)
            {
                _lists[count] = Answer(ListOf(count).ToList());
            }
        }
    }

    /// <summary>The most requests that were here at once, unanswered.</summary>
    public int PeakInFlight => Volatile.Read(ref _peak);

    /// <summary>How many requests were here.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>A connection as Sora's documentation prints one (sora-api 3.1), 364 bytes with its comma; one of ten sends.</summary>
    public static string Connection(int number)
    {
        string id = "C" + number.ToString("D25", CultureInfo.InvariantCulture);
        string role = number % PerChannel == 0 ? "sendrecv" : "recvonly";
        return "{\"audio\":{\"codec_type\":\"OPUS\"},\"channel_id\":\"sora-" + (number / PerChannel).ToString(CultureInfo.InvariantCulture)
            + "\",\"client_id\":\"" + id + "\",\"created_time\":1642469139980509,\"bundle_id\":\"" + id + "\",\"connection_id\":\"" + id
            + "\",\"multistream\":true,\"role\":\"" + role + "\",\"simulcast\":false,\"spotlight\":false,\"video\":{\"bit_rate\":1000,\"codec_type\":\"VP9\",\"vp9_params\":{\"profile_id\":0}}}";
    }

    /// <summary>The bytes of a list of statistics, in parts.</summary>
    public static IReadOnlyList<byte[]> StatisticsOf(int count) => new BenchmarkStatistics(count).Count(DateTime.UtcNow);

    /// <summary>The list's bytes, in parts.</summary>
    public static IEnumerable<byte[]> ListOf(int count)
    {
        var part = new StringBuilder("[");
        for (int number = 0; number < count; number++)
        {
            part.Append(number > 0 ? "," : string.Empty).Append(Connection(number));
            if (number % PerPart == PerPart - 1)
            {
                yield return Encoding.ASCII.GetBytes(part.ToString());
                part.Clear();
            }
        }

        yield return Encoding.ASCII.GetBytes(part.Append(']').ToString());
    }

    /// <inheritdoc/>
    private protected override async Task ServeAsync(TcpClient client, NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        int filled = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, filled, buffer.Length - filled).ConfigureAwait(false)) > 0)
        {
            filled += read;
            string received = Bytes.GetString(buffer, 0, filled);
            int body = received.IndexOf(EndOfHead, StringComparison.Ordinal) + EndOfHead.Length;
            if (body >= EndOfHead.Length && filled == body + LengthOf(received))
            {
                await AnswerAsync(stream, received.Split(' ')[1].Trim('/'), Bytes.GetBytes(received.Substring(body))).ConfigureAwait(false);
                filled = 0; // a client sends nothing before it has its answer
            }
        }
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\ncontent-length:";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? 0 : int.Parse(head.Substring(start + Name.Length).Split('\r')[0], CultureInfo.InvariantCulture);
    }

    private static List<byte[]> Answer(IReadOnlyList<byte[]> body)
    {
        var head = Encoding.ASCII.GetBytes(RawServer.Head(200, "content-type: application/json", "content-length: " + body.Sum(part => (long)part.Length).ToString(CultureInfo.InvariantCulture)));
        return body.Skip(1).Prepend(head.Concat(body[0]).ToArray()).ToList();
    }

    private async Task AnswerAsync(NetworkStream stream, string path, byte[] body)
    {
        Note(Interlocked.Increment(ref _inFlight));
        if (path.EndsWith("ms", StringComparison.Ordinal))
        {
            await Task.Delay(int.Parse(path.TrimEnd('m', 's'), CultureInfo.InvariantCulture)).ConfigureAwait(false);
        }

        var answer = Prepared(path) ?? Answer(new[] { path == "first-byte" ? Encoding.ASCII.GetBytes(Interlocked.Read(ref _firstByte).ToString(CultureInfo.InvariantCulture)) : body });
        Interlocked.Decrement(ref _inFlight); // before the client can know
        if (path != "first-byte")
        {
            Interlocked.Exchange(ref _firstByte, Stopwatch.GetTimestamp());
        }

        foreach (byte[] part in answer)
        {
            await stream.WriteAsync(part, 0, part.Length).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<byte[]>? Prepared(string path)
    {
        lock (_lists)
        {
            if (path.StartsWith(StatisticsPath, StringComparison.Ordinal) && int.TryParse(path.Replace(StatisticsPath, string.Empty), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            {
                if (!_statistics.TryGetValue(length, out var statistics))
                {
                    _statistics.Add(length, statistics = new BenchmarkStatistics(length));
                }

                return Answer(statistics.Count(DateTime.UtcNow));
            }

            return int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && _lists.TryGetValue(count, out var list) ? list : null;
        }
    }

    private void Note(int inFlight)
    {
        Interlocked.Increment(ref _requests);
        int peak;
        while ((peak = Volatile.Read(ref _peak)) < inFlight && Interlocked.CompareExchange(ref _peak, inFlight, peak) != peak)
        {
            // Another one was faster.
        }
    }
}
