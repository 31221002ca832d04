using static SoraPS.TestServers.RawServer;

namespace SoraPS.TestServers;

/// <summary>One thing that a <see cref="FickleServer"/> may do to a request, and how often it does.</summary>
internal sealed class Mood
{
    private const string TooLong = "content-length: 90000";

    private Mood(string name, int weight, Func<FickleExchange, string> answer)
    {
        Name = name;
        Weight = weight;
        Answer = answer;
    }

    public string Name { get; }

    public int Weight { get; }

    /// <summary>What is sent, with the directives of <see cref="RawServer"/>.</summary>
    public Func<FickleExchange, string> Answer { get; }

    /// <summary>All of them. The weights are shares of what their sum is.</summary>
    /// <param name="stalls">The weight of falling silent, which costs the client its whole time limit.</param>
    public static Mood[] All(int stalls) => new Mood[]
    {
        new("answers", 400, exchange => Json(200, exchange.Body)),
        new("answers in chunks", 60, exchange => Head(200, "transfer-encoding: chunked") + Chunk(exchange.Half) + Chunk(exchange.Rest) + "0\r\n\r\n"),
        new("answers in pieces", 40, exchange => Head(200, exchange.Length) + exchange.Half + Moment + exchange.Rest),
        new("answers compressed", 40, exchange => Faults.Gzip(exchange.Body)),
        new("answers until it closes", 20, exchange => Head(200) + exchange.Body + Close),
        new("answers and says that it closes", 40, exchange => Head(200, "connection: close", exchange.Length) + exchange.Body + Close),
        new("answers and closes without a word", 40, exchange => Json(200, exchange.Body) + Close),
        new("answers and closes soon", 60, exchange => Json(200, exchange.Body) + Moment + Close),
        new("closes on receipt", 40, _ => Close),
        new("resets on receipt", 30, _ => Reset),
        new("closes in the head", 20, _ => "HTTP/1.1 200 OK\r\ncontent-le" + Close),
        new("closes in the body", 30, exchange => Head(200, TooLong) + exchange.Half + Close),
        new("resets in the body", 20, exchange => Head(200, TooLong) + exchange.Half + Moment + Reset),
        new("redirects to another port", 50, exchange => To(exchange.OtherPort(FickleExchange.Hop))),
        new("redirects in circles", 10, exchange => To(exchange.OtherPort(FickleExchange.Circle))),
        new("redirects to nowhere", 10, exchange => To(exchange.Nowhere)),
        new("redirects without an address", 5, _ => Head(308, "content-length: 0")),
        Says(400), Says(401), Says(404), Says(408), Says(500), Says(502), Says(503), Says(504),
        Says(429, "0"), Says(429, "Thu, 01 Jan 2015 00:00:00 GMT"), Says(429, "-99999999999999999999"),
        new("breaks a chunk", 20, exchange => Head(200, "transfer-encoding: chunked") + Chunk(exchange.Half) + "zz\r\n" + Close),
        new("breaks gzip", 20, exchange => Head(200, "content-encoding: gzip", exchange.Length) + exchange.Body),
        new("answers with HTML", 20, _ => Json(200, "<html>")),
        new("answers with what is no HTTP", 10, _ => "SSH-2.0-OpenSSH_9.6\r\n\r\n" + Close),
        new("says nothing", stalls, _ => Stall),
        new("stalls in the body", stalls, exchange => Head(200, TooLong) + exchange.Half + Stall),
    };

    private static string To(string location) => Head(307, "location: " + location, "content-length: 0");

    private static Mood Says(int status, string? retryAfter = null)
    {
        const string Body = "{\"error_type\":\"FICKLE\"}";
        string answer = retryAfter is null ? Json(status, Body) : Head(status, "retry-after: " + retryAfter, "content-length: 23") + Body;
        return new("says " + status, 15, _ => answer);
    }
}
