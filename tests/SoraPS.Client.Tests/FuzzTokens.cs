using System.Text;
using System.Text.Json;

namespace SoraPS.Client.Tests;

/// <summary>What a mutation puts in: the documented exchanges to begin with, and words that somebody once stumbled over.</summary>
internal static class FuzzTokens
{
    /// <summary>Names of members, as JSON. Some mean something to us, to PowerShell or to a serializer.</summary>
    public static readonly string[] Names = new[]
    {
        "", "psobject", "PSOBJECT", "pstypenames", "psbase", "psadapted", "psextended", "__proto__", "constructor", "toString", "Count", "Keys", "Length",
        "$type", "$id", "$ref", "$values", "$schema", "channel_id", "Channel_Id", "CHANNEL_ID", "channelId", "ChannelId", "client_id", "connection_id", "role",
        "recv_connection_id", "send_connection_id", "rid", "session", "Session", "server", "Server", "uri", "AdditionalProperties", "error_type", "type", "error_reason",
        "audio", "video", "codec_type", "bit_rate", "vp9_params", "created_time", "created_timestamp", "event_metadata", "simulcast", "a.b", "a'b", "a`$(b)", "*", "[", " ", "\\u0000",
        "\\u001b[2J", "\\u0063hannel_id", "channel\\u005fid", "\\uD800", "\\uDC00x", "\\uD83D\\uDE00", "\u202E", "\u65E5\u672C\u8A9E", "\uFEFF", new('n', 5000),
    }.Select(name => "\"" + name + "\"").Append("nothing").Append("'single'").ToArray();

    /// <summary>Values, as JSON or as something near it.</summary>
    public static readonly string[] Values =
    {
        "null", "true", "false", "0", "-0", "-1", "1", "0.1", "1.50000000000000000000e+00", "1e999", "-1e999", "1e-999", "1E400", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "253402300800000000", "253402300799999999", "-62135596800000000",
        new('9', 400), new('9', 401), new('1', 5000), "-" + new string('8', 399), "0." + new string('3', 2000), "1e99999999999999999999", "-0.0",
        "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "1e", "0x10", "undefined", "None", "'a'", "nul", "truefalse", "/*c*/1", "1//c",
        "\"\"", "\"a\"", "\"sendrecv\"", "\"RECVONLY\"", "\"REDACTED\"", "\"r0\"", "\"\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\uD83D\\uDE00\"", "\"\\u0000\"", "\"\\u001b[31m\\r\\n\"", "\"\\u009b\\u202e\"",
        "\"\\\"\\\\\\/\\b\"", "\"\\x\"", "\"\\u12\"", "\"\t\"", "\"\u001b\"", "\"" + new string('x', 20_000) + "\"", "\"" + string.Concat(Enumerable.Repeat("\\\"", 5_000)) + "\"",
        "\"2022-01-18T04:12:19.980509Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2022-02-30T00:00:00Z\"", "\"2022-01-18T04\\u003a12:19Z\"",
        "{}", "[]", "[[]]", "{\"\":1}", "{\"a\":1,\"A\":2,\"a\":3}", "[1,\"a\",null,{}]", "{\"psobject\":{\"a\":1}}", "{\"\\uD800\":1}", "", " ", ",", ":", "[", "{", "]", "}", "\"",
    };

    /// <summary>Bytes to put anywhere.</summary>
    public static readonly byte[][] Bytes = new[]
    {
        "\"", "\\", "\\\"", "\\u", "\\uD800", "\\uDFFF", "\\u0000", "{", "}", "[", "]", ",", ":", " ", "\t\r\n ", "\0", "\u001b", "\u007f", "0", "-", ".", "e", "1e400", "null", "true", "[]", "{}", "//", "/**/", "#", "'", "<html>",
        "\uFEFF", "\u2028", "\u0085", "\u65E5", "\uD83D\uDE00", "\r\n\r\n", "0\r\n\r\n", "HTTP/1.1 200 X\r\n\r\n", new(' ', 5000), new('[', 600), new('{', 600), new('9', 500), new('\\', 301),
    }.Select(Encoding.UTF8.GetBytes).Concat(new byte[][]
    {
        [0xFF], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xEF], [0xEF, 0xBB], [0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF], [0x1F, 0x8B, 8, 0], [0x80], [0x9B],
    }).ToArray();

    private static readonly string[] Errors =
    {
        "{\"type\":\"MissingHeaderName\"}", "{\"type\":\"UnexpectedMethod\"}", "{\"error_type\":\"MissingService\"}", "{\"error_type\":\"InvalidTarget\"}", "{\"error_type\":\"MissingTarget\"}",
        "{\"error_type\":\"SchemaNotFound\",\"error_reason\":{\"service\":\"Sora\",\"version\":\"20990101\",\"operation\":\"X\"}}",
        "{\"error_type\":\"MissingTargetFunction\",\"error_reason\":{\"service\":\"Sora\",\"version\":\"20151104\",\"operation\":\"X\"}}", "{\"error_type\":\"MissingTargetModule\"}",
        "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"data\",\"schema\":{\"$id\":\"file:///x\"},\"error\":\"missing_required_property\",\"data\":\"channel_id\",\"path\":[]}]}",
        "{\"error_type\":\"InvalidJSON\",\"error_reason\":[{\"invalid\":\"parse\"}]}", "{\"error_type\":\"MalformedJSON\"}", "{\"error_type\":\"HandlerException\"}", "{\"error_type\":\"PayloadTooLarge\"}", "{\"error_type\":\"RequestTimeout\"}",
    };

    private const string EveryField =
        "{\"channel_id\":\"s\\u65e5\\/x\",\"client_id\":\"c\\u001B\",\"connection_id\":\"T34CDBMRJS1B5BVPF17RTBQA3C\",\"bundle_id\":\"b\",\"session_id\":\"s\",\"role\":\"sendrecv\",\"node_name\":\"n@10.1.1.3\","
        + "\"multistream\":true,\"simulcast\":true,\"spotlight\":false,\"recording_block\":false,\"created_time\":1642469139980509,\"created_timestamp\":\"2022-01-18T01:25:39.980509Z\","
        + "\"audio\":{\"codec_type\":\"OPUS\",\"bit_rate\":32,\"opus_params\":{\"channels\":2},\"lyra_params\":null},\"video\":{\"codec_type\":\"VP9\",\"bit_rate\":1.5e+03,\"vp9_params\":{\"profile_id\":0},\"x\":[]},"
        + "\"event_metadata\":{\"github_username\":\"x\",\"n\":[1,2.50,null,true,{\"a\":{\"A\":1}}]},\"future_field\":{\"a\":[1,{\"b\":\"\"}]}}";

    private static readonly string[] Others =
    {
        "[" + EveryField + ",{\"channel_id\":\"a\",\"client_id\":\"b\",\"connection_id\":\"c\",\"role\":\"recvonly\",\"audio\":true,\"video\":false,\"event_metadata\":\"REDACTED\"}]",
        EveryField, "[]", "{\"expired_at\":\"2025-09\",\"max_connections\":100,\"product_name\":\"Sora\",\"serial_code\":\"SAMPLE-SORA\",\"type\":\"Trial\"}", "[{\"channel_id\":\"sora\",\"spotlight\":false}]",
        "{\"total\":{\"a\":9223372036854775807,\"b\":1.50000000000000000000e+00},\"cluster_relay\":[]}", "\"text\"", "12.5", "null", "",
    };

    /// <summary>Connections with every field that is known of any version, other answers, and the documented errors. What is chosen among them depends on the seed alone.</summary>
    public static readonly FuzzSeed[] Fixed = Others.Select(other => new FuzzSeed(200, other)).Concat(Errors.Select(error => new FuzzSeed(400, error))).ToArray();

    /// <summary>Those, and behind them the answers of the documented exchanges, which grow in number.</summary>
    public static readonly FuzzSeed[] Seeds = [.. Fixed, .. ReadDocumented()];

    private static IEnumerable<FuzzSeed> ReadDocumented()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "exchanges.json")));
        foreach (var exchange in file.RootElement.GetProperty("exchanges").EnumerateArray())
        {
            yield return new FuzzSeed(200, JsonSerializer.Serialize(exchange.GetProperty("response").GetProperty("body")));
        }
    }
}

/// <summary>An answer as the documentation has it.</summary>
internal sealed record FuzzSeed(int Status, string Body)
{
    public FuzzNode? Node { get; } = Body.Length == 0 ? null : Parse(Body);

    private static FuzzNode Parse(string body)
    {
        using var document = JsonDocument.Parse(body);
        return FuzzNode.Of(document.RootElement);
    }
}

/// <summary>A change of one place: what is done, where, and with which token; the numbers wrap round.</summary>
internal sealed record FuzzEdit(int Kind, int At, int With);
