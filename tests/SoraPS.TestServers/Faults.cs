using System.IO.Compression;
using System.Text;
using static SoraPS.TestServers.RawServer;
using static SoraPS.TestServers.ServerStep;

namespace SoraPS.TestServers;

/// <summary>
/// The table of faults: what a server does, what a list and a change end with, and what is known of the answer. It is run against the
/// client library and, in every way in which PowerShell runs commands, against the cmdlets.
/// </summary>
public static class Faults
{
    private const string Fine = "";
    private const string Api = "SoraApiError";
    private const string NotSupported = "SoraOperationNotSupported";
    private const string Unauthorized = "SoraUnauthorized";
    private const string Http = "SoraHttpError";
    private const string Failed = "SoraConnectionFailed";
    private const string Certificate = "SoraCertificateError";
    private const string Late = "SoraTimeout";
    private const string Invalid = "SoraInvalidResponse";
    private const string BrokeOff = "SoraIncomplete";
    private const string Proxy = "SoraProxyError";
    private const string Redirected = "SoraRedirected";

    private const string Endless = "content-length: 100000";
    private const string Html = "<html><body>It works!</body></html>";
    private static readonly string One = Connection("sora", "C1");

    private const string TlsRefusal = "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>";

    /// <summary>The table.</summary>
    public static IReadOnlyList<Fault> All { get; } = OfConnections().Concat(OfFraming()).Concat(OfBodies()).Concat(OfJson())
        .Concat(OfFramework()).Concat(OfStatus()).Concat(OfRedirects()).Concat(OfTls()).ToArray();

    /// <summary>The row of that name.</summary>
    public static Fault Find(string name) => All.Single(fault => fault.Name == name);

    private static Fault[] OfConnections() => new Fault[]
    {
        new("refuses", Failed, Failed, _ => [Close]) { Refuses = true },
        new("accepts and says nothing", Late, Late, _ => [WaitForDisconnect]) { Silent = true },
        new("closes before the answer", Failed, Failed, _ => [Close]),
        new("resets before the answer", Failed, Failed, _ => [Reset]),
        new("stalls in the status line", Late, Late, _ => ["HTTP/1.1 20" + WaitForDisconnect]) { Silent = true },
        new("stalls in a header", Late, Late, _ => ["HTTP/1.1 200 OK\r\ncontent-le" + WaitForDisconnect]) { Silent = true },
        new("closes in a header", Failed, Failed, _ => ["HTTP/1.1 200 OK\r\ncontent-le" + Close]),
        new("stalls before the body", Late, Late, _ => [Head(200, Endless) + WaitForDisconnect]) { Silent = true, Status = 200, Body = "" },
        new("stalls in mid-body", Late, Late, good => [Head(200, Endless) + good.Half + WaitForDisconnect]) { Silent = true, Status = 200, Body = "", Delivered = 1 },
        new("closes before the body", BrokeOff, BrokeOff, _ => [Head(200, Endless) + Close]) { Status = 200, Body = "" },
        new("closes in mid-body", BrokeOff, BrokeOff, good => [Head(200, Endless) + good.Half + Close]) { Status = 200, Body = "", Delivered = 1 },
        new("closes after the body", Fine, Fine, good => [good.Good + Close]) { Delivered = 2 },
        new("ends the body by closing", Fine, Fine, good => [Head(200) + good.Whole + Close]) { Delivered = 2 },
        new("says connection: close and stays open", Fine, Fine, good => [Head(200, "connection: close", good.Length) + good.Whole + WaitForDisconnect]) { Delivered = 2 },
    };

    private static Fault[] OfFraming() => new Fault[]
    {
        new("speaks no HTTP", Invalid, Invalid, _ => ["SSH-2.0-OpenSSH_9.6\r\n\r\n" + Close]),
        new("a header that never ends", Invalid, Invalid, _ => ["HTTP/1.1 200 OK\r\nx-long: " + Repeat(new string('x', 1000), 200) + "\r\n\r\n" + Close]),
        new("a content-length that is no number", BrokeOff, BrokeOff, good => [Head(200, "content-length: many") + good.Half + Close]) { Status = 200, Body = "", Delivered = 1, WellFramed = true },
        new("a content-length longer than the body", BrokeOff, BrokeOff, good => [Head(200, "content-length: 1000") + good.Half + Close]) { Status = 200, Body = "", Delivered = 1 },
        new("a content-length longer than the body, and silence", Late, Late, good => [Head(200, Endless) + good.Whole + WaitForDisconnect]) { Silent = true, Status = 200, Body = "", Delivered = 2 },
        new("a content-length shorter than the body", BrokeOff, BrokeOff, good => [Head(200, "content-length: " + good.Half.Length) + good.Whole + Close]) { Status = 200, Body = "", Delivered = 1, WellFramed = true },
        new("a body in chunks", Fine, Fine, good => [Head(200, "transfer-encoding: chunked") + Chunk(good.Half) + Chunk(good.Whole.Substring(good.Half.Length)) + "0\r\n\r\n"]) { Delivered = 2 },
        new("a broken chunk", BrokeOff, BrokeOff, good => [Head(200, "transfer-encoding: chunked") + Chunk(good.Half) + Pause(300) + "zz\r\n" + Close]) { Status = 200, Body = "", Delivered = 1 },
        new("chunks without an end", BrokeOff, BrokeOff, good => [Head(200, "transfer-encoding: chunked") + Chunk(good.Half) + Close]) { Status = 200, Body = "", Delivered = 1 },
        new("gzip", Fine, Fine, good => [Gzip(good.Whole)]) { Delivered = 2 },
        new("gzip that is none", Invalid, Invalid, good => [Head(200, "content-encoding: gzip", good.Length) + good.Whole]) { Status = 200, Body = "" },
        // .NET's decompression does not notice that the end is missing; the JSON shows it.
        new("gzip that breaks off", BrokeOff, BrokeOff, good => [Gzip(good.Whole, cut: 12)]) { Status = 200, Body = "", Delivered = 1, WellFramed = true },
        new("100-continue before the answer", Fine, Fine, good => ["HTTP/1.1 100 Continue\r\n\r\n" + good.Good]) { Delivered = 2 },
        new("early hints before the answer", Fine, Fine, good => ["HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + good.Good]) { Delivered = 2 },
        new("100-continue and nothing more", Late, Late, _ => ["HTTP/1.1 100 Continue\r\n\r\n" + WaitForDisconnect]) { Silent = true },
    };

    private static Fault[] OfBodies() => new Fault[]
    {
        Success("200 with HTML", Invalid, Invalid, Html),
        Success("200 with nothing", Invalid, Fine, string.Empty),
        new("204", Invalid, Fine, _ => [Head(204)]) { Status = 204, Body = "", WellFramed = true },
        Success("200 with blanks", Invalid, Fine, " \r\n\t"),
        Success("200 with null", Invalid, Invalid, "null"),
        Success("200 with a number", Invalid, Invalid, "42"),
        Success("200 with an object without ids", Invalid, Invalid, "{}"),
        new("200 with an object where a list is due, and the reverse", Invalid, Invalid, good => [Json(200, good == Payload.OfList ? Payload.OfChange.Whole : Payload.OfList.Whole)]) { Status = 200, Body = "", WellFramed = true },
        new("200 with two values", Invalid, Invalid, good => [Json(200, good.Whole + good.Whole)]) { Status = 200, Body = "", Delivered = 2, WellFramed = true },
        OfList("a list with a bad element in the middle", Invalid, One + ",5," + One, 1),
        new("a list with a bad element, then silence", Invalid, null, _ => [Head(200, Endless) + "[" + One + ",5," + WaitForDisconnect]) { Status = 200, Body = "", Delivered = 1, WellFramed = true, Silent = true },
        OfList("a list with null in the middle", Invalid, One + ",null," + One, 1),
        OfList("a list with a connection without an id in the middle", Invalid, One + ",{\"channel_id\":\"sora\"}," + One, 1),
        OfList("an empty list", Fine, string.Empty, 0),
        new("200 with a byte order mark", Fine, Fine, good => [Json(200, '\uFEFF' + good.Whole)]) { Delivered = 2 },
    };

    private static Fault[] OfJson() => new Fault[]
    {
        OfList("a list with strings of 1 MB", Fine, Repeat(Connection("sora", "C1", "recvonly", ",\"event_metadata\":\"" + new string('x', 1_000_000) + "\"") + ",", 20) + One, 21),
        OfList("a list with JSON 10,000 levels deep", Invalid, One + "," + Connection("sora", "C2", "recvonly", ",\"event_metadata\":" + new string('[', 10_000) + new string(']', 10_000)), 1),
        OfList("a list 10,000 levels deep", Invalid, new string('[', 10_000), 0),
        OfList("a list with duplicate keys", Fine, Connection("sora", "C1", "recvonly", ",\"role\":\"sendonly\",\"x\":1,\"x\":2,\"X\":3"), 1),
        OfList("a list with invalid UTF-8", Invalid, One + "," + Connection("sora", "?").WithBytes(0xFF, 0xFE, 0xC0), 1),
        OfList("a list with a NUL in a text", Invalid, One + "," + Connection("sora", "?").WithBytes(0), 1),
        OfList("a list with an escaped NUL in a text", Fine, One + "," + Connection("sora", "\\u0000"), 2),
        OfList("a list with lone surrogates", Fine, One + "," + Connection("sora", "\\uD800", "recvonly", ",\"\\uDC00\":\"\\uDFFF\\uD83D\\uDE00\""), 2),
        OfList("a list with NaN", Invalid, One + "," + Connection("sora", "C2", "recvonly", ",\"x\":NaN"), 1),
        OfList("a list with numbers beyond 64 bits", Fine, Connection("sora", "C1", "recvonly", ",\"created_time\":99999999999999999999,\"x\":-1e999,\"y\":1.50000000000000000000e+00"), 1),
        OfList("a list with a number of a million digits", Fine, Connection("sora", "C1", "recvonly", ",\"x\":" + new string('9', 1_000_000)), 1),
        OfList("a list with a comma too many", Invalid, One + ",", 1),
        OfList("a list with a comment", Invalid, One + ",/* two */" + One, 1),
    };

    // sora-api 4.2 and 10: measured on swidden, the framework of Sora's API (B), inferred for Sora (D).
    private static Fault[] OfFramework() => new Fault[]
    {
        Refusal("400 MissingHeaderName", Api, 400, "{\"type\":\"MissingHeaderName\"}"),
        Refusal("400 UnexpectedMethod", Api, 400, "{\"type\":\"UnexpectedMethod\"}"),
        Refusal("400 MissingService", Api, 400, "{\"error_type\":\"MissingService\"}"),
        Refusal("400 InvalidTarget", Api, 400, "{\"error_type\":\"InvalidTarget\"}"),
        Refusal("400 MissingTarget", NotSupported, 400, "{\"error_type\":\"MissingTarget\"}"),
        Refusal("400 SchemaNotFound", NotSupported, 400, "{\"error_type\":\"SchemaNotFound\",\"error_reason\":{\"service\":\"Sora\",\"version\":\"20201005\",\"operation\":\"RequestRtpStream\"}}"),
        Refusal("400 MissingTargetFunction", NotSupported, 400, "{\"error_type\":\"MissingTargetFunction\",\"error_reason\":{\"service\":\"Sora\",\"version\":\"20201013\",\"operation\":\"ListConnections\"}}"),
        Refusal("400 MissingTargetModule", NotSupported, 400, "{\"error_type\":\"MissingTargetModule\"}"),
        Refusal("400 InvalidJSON, a schema", Api, 400, "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"data\",\"schema\":{\"$id\":\"file:///opt/sora/schema.json\"},\"error\":\"missing_required_property\",\"data\":\"channel_id\",\"path\":[]}]}"),
        Refusal("400 InvalidJSON, no JSON", Api, 400, "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}"),
        Refusal("400 MalformedJSON", Api, 400, "{\"error_type\":\"MalformedJSON\"}"),
        Refusal("400 with a reason that is text", Api, 400, "{\"error_type\":\"CHANNEL-NOT-FOUND\",\"error_reason\":\"no such channel\"}"),
        Refusal("500 HandlerException", Api, 500, "{\"error_type\":\"HandlerException\"}"),
        Refusal("413 PayloadTooLarge", Api, 413, "{\"error_type\":\"PayloadTooLarge\"}"),
        Refusal("408 RequestTimeout", Api, 408, "{\"error_type\":\"RequestTimeout\"}"),
    };

    private static Fault[] OfStatus() => new Fault[]
    {
        Refusal("400 with text", Http, 400, "bad request"),
        new("400 with a NUL and invalid UTF-8", Http, Http, _ => [Head(400, "content-length: 5") + Send((byte)'a', 0, 0x1B, 0xFF, (byte)'b')]) { Status = 400, Body = "a\\u0000\\u001B\uFFFDb" },
        Refusal("400 with a list", Http, 400, "[]"),
        Refusal("400 with broken JSON", Http, 400, "{\"error_type\":"),
        Refusal("401", Unauthorized, 401, "who?"),
        Refusal("403", Unauthorized, 403, "{\"error_type\":\"Nope\"}"),
        Refusal("407", Proxy, 407, string.Empty),
        Refusal("404, empty", Http, 404, string.Empty),
        Refusal("408, empty", Http, 408, string.Empty),
        new("413 before the upload has ended", Http, Http, _ => [Head(413, "content-length: 5", "connection: close") + "large" + Close]) { Status = 413, Body = "large", AnswersBeforeBody = true },
        Refusal("429 with Retry-After", Http, 429, "slowly", "retry-after: 1"),
        new("431, bare", Http, Http, _ => ["HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" + Close]) { Status = 431, Body = "" },
        Refusal("500 with text", Http, 500, "Internal Server Error"),
        Refusal("502 with HTML", Http, 502, Html),
        Refusal("503", Http, 503, "busy"),
        Refusal("504", Http, 504, string.Empty),
        Refusal("599", Http, 599, string.Empty),
        new("500 whose body stalls", Http, Http, _ => [Head(500, Endless) + "half" + WaitForDisconnect]) { Silent = true, Status = 500, Body = "half" },
        new("500 whose body breaks off", Http, Http, _ => [Head(500, Endless) + "half" + Close]) { Status = 500, Body = "half" },
        new("500 in gzip that is none", Http, Http, _ => [Head(500, "content-encoding: gzip", "content-length: 4") + "half"]) { Status = 500, Body = "" },
    };

    private static Fault[] OfRedirects() => new Fault[]
    {
        new("307", Fine, Fine, good => [Head(307, "location: /elsewhere", "content-length: 0"), good.Good]) { Delivered = 2 },
        new("308", Fine, Fine, good => [Head(308, "location: /elsewhere", "content-length: 0"), good.Good]) { Delivered = 2 },
        Refusal("307 without location", Redirected, 307, string.Empty),
        Refusal("307 in a loop", Redirected, 307, string.Empty, "location: /"),
        Refusal("307 to file:", Redirected, 307, string.Empty, "location: file:///etc/passwd"),
        Refusal("307 to what is no address", Redirected, 307, string.Empty, "location: http://["),
        Refusal("302", Redirected, 302, string.Empty, "location: /elsewhere"),
        new("307 whose body stalls", Fine, Fine, good => [Head(307, "location: /elsewhere", Endless) + "half" + WaitForDisconnect, good.Good]) { Delivered = 2 },
    };

    private static Fault[] OfTls() => new Fault[]
    {
        new("speaks TLS to a request without it", Invalid, Invalid, _ => [Send(0x15, 3, 3, 0, 2, 2, 10) + "\r\n\r\n\r\n" + Close]),
        Refusal("400 of a port that expects TLS", Http, 400, TlsRefusal),
        new("a certificate that nobody vouches for", Certificate, Certificate, good => [good.Good]) { Certificate = Certificates.SelfSigned },
        new("a certificate that has expired", Certificate, Certificate, good => [good.Good]) { Certificate = Certificates.Expired },
        new("a certificate for another name", Certificate, Certificate, good => [good.Good]) { Certificate = Certificates.OfAnotherName },
    };

    private static Fault Success(string name, string list, string change, string body) =>
        new(name, list, change, _ => [Json(200, body)]) { Status = 200, Body = body.Trim(), WellFramed = true };

    private static Fault OfList(string name, string list, ServerStep elements, int delivered) =>
        new(name, list, null, _ => [Head(200, "connection: close") + "[" + elements + "]" + Close]) { Status = 200, Body = "", Delivered = delivered, WellFramed = true };

    /// <summary>The text with these bytes in the places of its question marks.</summary>
    private static ServerStep WithBytes(this string text, params byte[] bytes) =>
        text.Split('?').Select(Send).Aggregate((before, after) => before + Send(bytes) + after);

    private static Fault Refusal(string name, string error, int status, string body, params string[] headers) =>
        new(name, error, error, _ => [Head(status, headers.Append("content-length: " + body.Length).ToArray()) + body]) { Status = status, Body = body };

    internal static ServerStep Gzip(string text, int cut = 0)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            gzip.Write(bytes, 0, bytes.Length);
        }

        var sent = packed.ToArray().Take((int)packed.Length - cut).ToArray();
        return Head(200, "content-encoding: gzip", "content-length: " + sent.Length) + Send(sent);
    }
}
