using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SoraPS.Client.Tests;

/// <summary>How a body is packed. Up to <see cref="Brotli"/> the client must get it whole, however it is cut; from there on it may be anything.</summary>
internal enum FuzzFraming
{
    Length,
    Chunked,
    ToTheEnd,
    Gzip,
    Deflate,
    Brotli,
    TooLong,
    TooShort,
    BrokenChunk,
    CutOff,
    HeadEdited,
    CodingBroken,
    NotCoded,
    OddHead,
    Reset,
    Silent,
}

/// <summary>What the server does after the last byte.</summary>
internal enum FuzzEnding
{
    KeepAlive,
    Close,
    Reset,
    Silence,
}

/// <summary>An answer to the byte, in the pieces in which it is sent.</summary>
internal sealed record FuzzAnswer(byte[][] Pieces, FuzzEnding Ending, bool Pauses)
{
    private static readonly string[] ContentTypes = { "content-type: application/json\r\n", "content-type: text/html; charset=x-nothing\r\n", "content-type: \"\r\n", "" };

    private static readonly string[] OddHeads =
    {
        "", "\r\n", "HTTP", "HTTP/1.1 200", "HTTP/1.1 20 X\r\n", "HTTP/1.1 1000 X\r\n", "HTTP/1.1 099 X\r\n", "HTTP/1.1 -20 X\r\n", "HTTP/1.1 2OO X\r\n", "HTTP/1.1 200\r\n", "HTTP/1.0 200 X\r\n", "HTTP/2.0 200 X\r\n", "HTTP/9.9 200 X\r\n",
        "ICY 200 OK\r\n", "SSH-2.0-x\r\n", "\u0015\u0003\u0001\0\u0002\u0002\u0046", "<html>\r\n", "\0\0\0", "HTTP/1.1 200 \u00FF\u0001\r\n", "\r\n\r\nHTTP/1.1 200 X\r\n", "http/1.1 200 X\r\n", "HTTP/1.1 200 X\n",
        Ok(": x"), Ok("a b: c"), Ok("no colon"), Ok("x: a\0b"), Ok("x: a\r\n folded"), Ok(" folded: x"), Ok("x: \u00FF\u0080"), Ok("x: " + new string('x', 70_000)), Ok(string.Concat(Enumerable.Repeat("a: b\r\n", 3000)) + "c: d"),
        Ok("content-length: -1"), Ok("content-length: 1e3"), Ok("content-length: 99999999999999999999"), Ok("content-length: +5"), Ok("content-length: 5, 6"), Ok("content-length: "), Ok("content-length: 5\r\ncontent-length: 6"),
        Ok("transfer-encoding: chunked, chunked"), Ok("transfer-encoding: gzip"), Ok("transfer-encoding: identity"), Ok("transfer-encoding: x"), Ok("transfer-encoding: chunked\r\ncontent-length: 3"), Ok("trailer: x\r\ntransfer-encoding: chunked"),
        Ok("content-encoding: gzip, gzip"), Ok("content-encoding: x"), Ok("content-encoding: deflate, br"), Ok("content-encoding: "), Ok("connection: upgrade\r\nupgrade: x"), Ok("set-cookie: a=b; domain=\u00FF"), Ok("content-type: \0"), Ok("date: never"),
        "HTTP/1.1 100 X\r\n\r\n", "HTTP/1.1 103 X\r\nlink: x\r\n\r\n" + Ok("x: y"), string.Concat(Enumerable.Repeat("HTTP/1.1 102 X\r\n\r\n", 500)) + Ok("x: y"), "HTTP/1.1 101 X\r\n", "HTTP/1.1 204 X\r\n", "HTTP/1.1 205 X\r\n", "HTTP/1.1 304 X\r\n",
        "HTTP/1.1 307 X\r\nlocation: \r\n", "HTTP/1.1 307 X\r\nlocation: ?x#y\r\n", "HTTP/1.1 308 X\r\nlocation: //\r\n", "HTTP/1.1 307 X\r\nlocation: http:\r\n", "HTTP/1.1 307 X\r\nlocation: http://[::1\r\n", "HTTP/1.1 307 X\r\nlocation: file:///etc/passwd\r\n",
        "HTTP/1.1 307 X\r\nlocation: javascript:1\r\n", "HTTP/1.1 307 X\r\nlocation: /\u00E6\u2028%%\r\n", "HTTP/1.1 308 X\r\nlocation: http://127.0.0.1:1/\r\n", "HTTP/1.1 307 X\r\nlocation: http://a:b@127.0.0.1:1/\r\n", "HTTP/1.1 308 X\r\nlocation: x\r\nlocation: y\r\n",
        "HTTP/1.1 307 X\r\nlocation: http://xn--a:1/\r\n", "HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:99999/\r\n", "HTTP/1.1 307 X\r\nlocation: " + new string('/', 60_000) + "\r\n",
        "HTTP/1.1 429 X\r\nretry-after: -1\r\n", "HTTP/1.1 503 X\r\nretry-after: 99999999999999999999\r\n", "HTTP/1.1 503 X\r\nretry-after: Wed, 99 Foo 2026 25:61:61 GMT\r\n", "HTTP/1.1 401 X\r\nwww-authenticate: \u0001\r\n", "HTTP/1.1 407 X\r\n",
    };

    /// <summary>True if the client must see the body exactly as it is.</summary>
    public static bool IsWhole(FuzzFraming framing) => framing <= FuzzFraming.Brotli;

    public static FuzzAnswer Of(FuzzCase one, byte[] body)
    {
        var chance = new Random(one.With);
        var (bytes, ending) = Packed(one, body, chance);
        return new FuzzAnswer(Cut(bytes, chance, one.With % 7), ending, one.With % 400 == 0);
    }

    private static (byte[] Bytes, FuzzEnding Ending) Packed(FuzzCase one, byte[] body, Random chance)
    {
        int status = one.Status;
        var edit = new FuzzEdit(chance.Next(1000), chance.Next(1_000_000), chance.Next(1_000_000));
        return one.Framing switch
        {
            FuzzFraming.Length => (Sized(status, body, one.With), FuzzEnding.KeepAlive),
            FuzzFraming.Chunked => ([.. Head(status, one.With, "transfer-encoding: chunked\r\n"), .. Chunks(body, chance)], FuzzEnding.KeepAlive),
            FuzzFraming.ToTheEnd => ([.. Head(status, one.With, "connection: close\r\n"), .. body], FuzzEnding.Close),
            FuzzFraming.Gzip or FuzzFraming.Deflate or FuzzFraming.Brotli => (Coded(status, Pack(body, one.Framing), Name(one.Framing), one.With, chance), FuzzEnding.KeepAlive),
            FuzzFraming.TooLong => ([.. Head(status, one.With, Length(body.Length + 1 + chance.Next(100))), .. body], FuzzEnding.Close),
            FuzzFraming.TooShort => ([.. Head(status, one.With, Length(chance.Next(body.Length + 1))), .. body, .. "x"u8], FuzzEnding.Close),
            FuzzFraming.BrokenChunk => ([.. Head(status, one.With, "transfer-encoding: chunked\r\n"), .. FuzzCase.Edited(Chunks(body, chance), edit)], FuzzEnding.Close),
            FuzzFraming.CutOff => (Part(Sized(status, body, one.With), chance), FuzzEnding.Close),
            FuzzFraming.HeadEdited => ([.. FuzzCase.Edited(Head(status, one.With, Length(body.Length)), edit), .. body], FuzzEnding.Close),
            FuzzFraming.CodingBroken => (Broken(one, body, edit, chance), FuzzEnding.Close),
            FuzzFraming.NotCoded => (Coded(status, body, Name(FuzzFraming.Gzip + chance.Next(3)), one.With, chance), FuzzEnding.Close),
            FuzzFraming.OddHead => ([.. Encoding.Latin1.GetBytes(OddHeads[chance.Next(OddHeads.Length)] + (chance.Next(2) == 0 ? Length(body.Length) : string.Empty) + "\r\n"), .. body], FuzzEnding.Close),
            FuzzFraming.Reset => (Part(Sized(status, body, one.With), chance), FuzzEnding.Reset),
            _ => (Part(Sized(status, body, one.With), chance), FuzzEnding.Silence),
        };
    }

    private static string Ok(string header) => "HTTP/1.1 200 X\r\n" + header + "\r\n";

    private static string Length(int length) => "content-length: " + length.ToString(CultureInfo.InvariantCulture) + "\r\n";

    private static string Name(FuzzFraming coding) => coding switch { FuzzFraming.Gzip => "gzip", FuzzFraming.Deflate => "deflate", _ => "br" };

    private static byte[] Head(int status, int with, string headers) =>
        Encoding.ASCII.GetBytes("HTTP/1.1 " + status.ToString(CultureInfo.InvariantCulture) + " X\r\n" + ContentTypes[with % 11 % ContentTypes.Length] + headers + "\r\n");

    private static byte[] Sized(int status, byte[] body, int with) => [.. Head(status, with, Length(body.Length)), .. body];

    private static byte[] Part(byte[] bytes, Random chance) => bytes[..chance.Next(bytes.Length + 1)];

    private static byte[] Coded(int status, byte[] packed, string coding, int with, Random chance) => chance.Next(2) == 0
        ? [.. Head(status, with, "content-encoding: " + coding + "\r\n" + Length(packed.Length)), .. packed]
        : [.. Head(status, with, "content-encoding: " + coding + "\r\ntransfer-encoding: chunked\r\n"), .. Chunks(packed, chance)];

    private static byte[] Broken(FuzzCase one, byte[] body, FuzzEdit edit, Random chance)
    {
        var coding = FuzzFraming.Gzip + chance.Next(3);
        return Coded(one.Status, FuzzCase.Edited(Pack(body, coding), edit), Name(coding), one.With, chance);
    }

    private static byte[] Pack(byte[] body, FuzzFraming coding)
    {
        using var packed = new MemoryStream();
        using (Stream packing = coding switch
        {
            FuzzFraming.Gzip => new GZipStream(packed, CompressionLevel.Fastest),
            FuzzFraming.Deflate => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new BrotliStream(packed, CompressionLevel.Fastest),
        })
        {
            packing.Write(body);
        }

        return packed.ToArray();
    }

    private static byte[] Chunks(byte[] body, Random chance)
    {
        using var chunked = new MemoryStream();
        foreach (byte[] piece in Cut(body, chance, chance.Next(6)))
        {
            string extension = chance.Next(10) == 0 ? ";x=\"y\"" : string.Empty;
            chunked.Write(Encoding.ASCII.GetBytes(piece.Length.ToString(chance.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture) + extension + "\r\n"));
            chunked.Write(piece);
            chunked.Write("\r\n"u8);
        }

        chunked.Write(chance.Next(10) == 0 ? "0\r\nx-trailer: y\r\n\r\n"u8 : "0\r\n\r\n"u8);
        return chunked.ToArray();
    }

    /// <summary>So many cuts anywhere; no piece is empty.</summary>
    private static byte[][] Cut(byte[] bytes, Random chance, int cuts)
    {
        var places = Enumerable.Range(0, cuts).Select(_ => chance.Next(bytes.Length + 1)).Append(0).Append(bytes.Length).Distinct().Order().ToArray();
        return places.Zip(places.Skip(1), (from, to) => bytes[from..to]).ToArray();
    }
}
