using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Client.Tests;

/// <summary>An answer, to the byte.</summary>
internal sealed record RawHttpResponse(string Head, string Body)
{
    public int Status => int.Parse(Head.AsSpan(9, 3), CultureInfo.InvariantCulture);

    /// <summary>The names of its headers, as they came.</summary>
    public IEnumerable<string> Names => Lines.Select(line => line.Split(':')[0]);

    private IEnumerable<string> Lines => Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1);

    public string? this[string name] =>
        Lines.Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line.Substring(name.Length + 2)).SingleOrDefault();
}

/// <summary>The client's end of one TCP connection, without any HTTP library.</summary>
internal sealed class RawHttpConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private string _received = string.Empty;

    public static string Request(string? target, string body = "", string method = "POST", string path = "/", string headers = "") =>
        method + " " + path + " HTTP/1.1\r\nHost: sora\r\n" + headers
        + (target is null ? string.Empty : "X-Sora-Target: " + target + "\r\n")
        + "Content-Length: " + Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture) + "\r\n\r\n" + body;

    public static async Task<RawHttpConnection> ConnectAsync(Uri uri)
    {
        var connection = new RawHttpConnection();
        await connection._client.ConnectAsync(uri.Host, uri.Port);
        return connection;
    }

    /// <summary>One request on a connection of its own, and its answer.</summary>
    public static async Task<RawHttpResponse> ExchangeAsync(Uri uri, string request, bool withBody = true)
    {
        using var connection = await ConnectAsync(uri);
        await connection.SendAsync(request);
        return await connection.ReceiveAsync(withBody);
    }

    public Task SendAsync(string text) => _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    public async Task<RawHttpResponse> ReceiveAsync(bool withBody = true)
    {
        int end;
        while ((end = _received.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            await ReadAsync();
        }

        var answer = new RawHttpResponse(Take(end + 4), string.Empty);
        int length = withBody && answer["content-length"] is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 0;
        while (_received.Length < length)
        {
            await ReadAsync();
        }

        return answer with { Body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Take(length))) };
    }

    /// <summary>What else comes until the server closes the connection.</summary>
    public async Task<string> ReceiveRestAsync()
    {
        try
        {
            while (true)
            {
                await ReadAsync();
            }
        }
        catch (EndOfStreamException)
        {
            return Take(_received.Length);
        }
    }

    public void Dispose() => _client.Dispose();

    private string Take(int count)
    {
        string taken = _received.Substring(0, count);
        _received = _received.Substring(count);
        return taken;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16384];
        int read = await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TestClient.SafetyLimit);
        _received += read > 0 ? Encoding.Latin1.GetString(buffer, 0, read) : throw new EndOfStreamException();
    }
}
