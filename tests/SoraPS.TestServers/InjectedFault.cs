using static SoraPS.TestServers.RawServer;
using static SoraPS.TestServers.ServerStep;

namespace SoraPS.TestServers;

/// <summary>What a <see cref="FaultInjectingServer"/> may do to a request, and how often it does.</summary>
internal sealed class InjectedFault
{
    private const string TooLong = "content-length: 90000";

    private InjectedFault(string name, int weight, Func<FaultInjectionContext, ServerStep> answer)
    {
        Name = name;
        Weight = weight;
        Answer = answer;
    }

    public string Name { get; }

    public int Weight { get; }

    /// <summary>What is sent.</summary>
    public Func<FaultInjectionContext, ServerStep> Answer { get; }

    /// <summary>All of them. The probability of each is its weight divided by the sum of the weights.</summary>
    /// <param name="stalls">The weight of sending nothing more, which costs the client its whole time limit.</param>
    public static InjectedFault[] All(int stalls) => new InjectedFault[]
    {
        new("answers", 400, context => Json(200, context.Body)),
        new("answers in chunks", 60, context => Head(200, "transfer-encoding: chunked") + Chunk(context.Half) + Chunk(context.Rest) + "0\r\n\r\n"),
        new("answers in pieces", 40, context => Head(200, context.Length) + context.Half + VaryingPause + context.Rest),
        new("answers compressed", 40, context => Faults.Gzip(context.Body)),
        new("answers until it closes", 20, context => Head(200) + context.Body + Close),
        new("answers and says that it closes", 40, context => Head(200, "connection: close", context.Length) + context.Body + Close),
        new("answers and closes without a word", 40, context => Json(200, context.Body) + Close),
        new("answers and closes soon", 60, context => Json(200, context.Body) + VaryingPause + Close),
        new("closes on receipt", 40, _ => Close),
        new("resets on receipt", 30, _ => Reset),
        new("closes in the head", 20, _ => "HTTP/1.1 200 OK\r\ncontent-le" + Close),
        new("closes in the body", 30, context => Head(200, TooLong) + context.Half + Close),
        new("resets in the body", 20, context => Head(200, TooLong) + context.Half + VaryingPause + Reset),
        new("redirects to another port", 50, context => To(context.OtherPort(FaultInjectionContext.Hop))),
        new("redirects in circles", 10, context => To(context.OtherPort(FaultInjectionContext.Circle))),
        new("redirects to nowhere", 10, context => To(context.Nowhere)),
        new("redirects without an address", 5, _ => Head(308, "content-length: 0")),
        Says(400), Says(401), Says(404), Says(408), Says(500), Says(502), Says(503), Says(504),
        Says(429, "0"), Says(429, "Thu, 01 Jan 2015 00:00:00 GMT"), Says(429, "-99999999999999999999"),
        new("breaks a chunk", 20, context => Head(200, "transfer-encoding: chunked") + Chunk(context.Half) + "zz\r\n" + Close),
        new("breaks gzip", 20, context => Head(200, "content-encoding: gzip", context.Length) + context.Body),
        new("answers with HTML", 20, _ => Json(200, "<html>")),
        new("answers with what is no HTTP", 10, _ => "SSH-2.0-OpenSSH_9.6\r\n\r\n" + Close),
        new("says nothing", stalls, _ => WaitForDisconnect),
        new("stalls in the body", stalls, context => Head(200, TooLong) + context.Half + WaitForDisconnect),
    };

    private static string To(string location) => Head(307, "location: " + location, "content-length: 0");

    private static InjectedFault Says(int status, string? retryAfter = null)
    {
        const string Body = "{\"error_type\":\"RANDOM\"}";
        string answer = retryAfter is null ? Json(status, Body) : Head(status, "retry-after: " + retryAfter, "content-length: 23") + Body;
        return new("says " + status, 15, _ => answer);
    }
}
