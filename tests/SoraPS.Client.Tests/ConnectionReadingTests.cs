using System.Globalization;
using System.Numerics;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>From the JSON of a connection to its properties (sora-api 3).</summary>
public sealed class ConnectionReadingTests
{
    private const string Required = """ "channel_id":"sora","client_id":"c","connection_id":"x","role":"sendrecv" """;

    [Fact]
    public async Task Every_known_field_has_its_property()
    {
        var connection = await OneAsync("""
            {"channel_id":"sora","client_id":"client","connection_id":"conn","bundle_id":"bundle","session_id":"session","role":"sendonly",
             "node_name":"node","multistream":true,"simulcast":false,"spotlight":true,"recording_block":false,"created_time":1642469139980509,
             "created_timestamp":"2022-01-18T01:25:39.980509Z","event_metadata":{"github_username":"voluntas"},
             "audio":{"codec_type":"OPUS","bit_rate":64,"opus_params":{"channels":2},"lyra_params":{"usedtx":true}},
             "video":{"codec_type":"VP9","bit_rate":1000,"vp9_params":{"profile_id":1},"av1_params":{"profile":2},
                      "h264_params":{"profile_level_id":"42e01f"},"h265_params":{"level_id":"5.1"}}}
            """);

        Assert.Equal("sora", connection.ChannelId);
        Assert.Equal("client", connection.ClientId);
        Assert.Equal("conn", connection.ConnectionId);
        Assert.Equal("bundle", connection.BundleId);
        Assert.Equal("session", connection.SessionId);
        Assert.Equal("sendonly", connection.Role);
        Assert.Equal("node", connection.NodeName);
        Assert.True(connection.Multistream);
        Assert.False(connection.Simulcast);
        Assert.True(connection.Spotlight);
        Assert.False(connection.RecordingBlock);
        Assert.Equal(1642469139980509, connection.CreatedTime);
        Assert.Equal("voluntas", Free(connection.EventMetadata)["github_username"]);
        Assert.Equal("OPUS", connection.AudioCodecType);
        Assert.Equal(64, connection.Audio!.BitRate);
        Assert.Equal(2L, Free(connection.Audio.OpusParams)["channels"]);
        Assert.Equal(true, Free(connection.Audio.LyraParams)["usedtx"]);
        Assert.Equal("OPUS 64kbps", connection.Audio.ToString());
        Assert.Equal("VP9", connection.VideoCodecType);
        Assert.Equal(1000, connection.VideoBitRate);
        Assert.Equal(1L, Free(connection.Video!.Vp9Params)["profile_id"]);
        Assert.Equal(2L, Free(connection.Video.Av1Params)["profile"]);
        Assert.Equal("42e01f", Free(connection.Video.H264Params)["profile_level_id"]);
        Assert.Equal("5.1", Free(connection.Video.H265Params)["level_id"]);
        Assert.Equal("VP9 1000kbps", connection.Video.ToString());
        Assert.Empty(connection.GetUnknownFields());
        Assert.Empty(connection.Audio.GetUnknownFields());
        Assert.Empty(connection.Video.GetUnknownFields());
    }

    [Fact]
    public async Task What_was_not_sent_is_null()
    {
        var connection = await WithAsync(null);

        Assert.Null(connection.BundleId);
        Assert.Null(connection.SessionId);
        Assert.Null(connection.NodeName);
        Assert.Null(connection.Audio);
        Assert.Null(connection.AudioCodecType);
        Assert.Null(connection.Video);
        Assert.Null(connection.VideoCodecType);
        Assert.Null(connection.VideoBitRate);
        Assert.Null(connection.Multistream);
        Assert.Null(connection.Simulcast);
        Assert.Null(connection.Spotlight);
        Assert.Null(connection.RecordingBlock);
        Assert.Null(connection.EventMetadata);
        Assert.Null(connection.CreatedTime);
        Assert.Null(connection.CreatedAt);
        Assert.Null(connection.Age);
        Assert.Empty(connection.GetUnknownFields());
    }

    [Fact]
    public async Task The_example_of_2020_is_read()
    {
        var connection = await OneAsync("""
            {"channel_id":"sora","client_id":"6DXMKHX8Q106K9YKN693C2D69C","connection_id":"6DXMKHX8Q106K9YKN693C2D69C","multistream":true,"role":"sendrecv","simulcast":true,"spotlight":false}
            """);

        Assert.Equal("6DXMKHX8Q106K9YKN693C2D69C", connection.ConnectionId);
        Assert.True(connection.Multistream);
        Assert.True(connection.Simulcast);
        Assert.False(connection.Spotlight);
        Assert.Empty(connection.GetUnknownFields());
    }

    [Fact]
    public async Task The_example_of_2022_is_read()
    {
        var connection = await OneAsync("""
            {"audio":{"codec_type":"OPUS"},"channel_id":"voluntas@sora-devtools","client_id":"E35JE7KG694H3F5NZ304AG3R74",
             "connection_id":"E35JE7KG694H3F5NZ304AG3R74","created_time":1644316214314590,
             "event_metadata":{"github_id":15551,"github_username":"voluntas"},"multistream":true,"role":"sendrecv",
             "session_id":"SCVC9JRZZ900F0KC32T3GY6FBR","simulcast":false,"spotlight":false,"video":{"bit_rate":1000,"codec_type":"VP9"}}
            """);

        Assert.Equal("voluntas@sora-devtools", connection.ChannelId);
        Assert.Equal(15551L, Free(connection.EventMetadata)["github_id"]);
        Assert.Equal("SCVC9JRZZ900F0KC32T3GY6FBR", connection.SessionId);
        Assert.Equal("2022-02-08T10:30:14.3145900Z", Utc(connection));
        Assert.Equal("OPUS", connection.Audio!.ToString());
        Assert.Equal("VP9 1000kbps", connection.Video!.ToString());
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_kept_under_their_wire_names()
    {
        var connection = await WithAsync("""
            "future_field":{"a":[1,"two",null]},"Role":"upper","audio":{"codec_type":"OPUS","fec":true},"":0
            """);

        var kept = connection.GetUnknownFields();
        Assert.Equal(["future_field", "Role", ""], kept.Keys);
        Assert.Equal(new object?[] { 1L, "two", null }, Free(kept["future_field"])["a"]);
        Assert.Equal("upper", kept["Role"]);
        Assert.Equal("sendrecv", connection.Role);
        Assert.Equal(true, Assert.Single(connection.Audio!.GetUnknownFields()).Value);
    }

    [Fact]
    public async Task Media_that_is_off_is_null_and_the_boolean_is_kept()
    {
        var connection = await WithAsync("\"audio\":false,\"video\":false");

        Assert.Null(connection.Audio);
        Assert.Null(connection.Video);
        Assert.Equal(false, connection.GetUnknownFields()["audio"]);
        Assert.Equal(false, connection.GetUnknownFields()["video"]);
    }

    [Fact]
    public async Task Media_that_is_on_prints_as_on_and_the_boolean_is_kept()
    {
        var connection = await WithAsync("\"audio\":true,\"video\":true");

        Assert.Equal("on", connection.Audio!.ToString());
        Assert.Equal("on", connection.Video!.ToString());
        Assert.Null(connection.AudioCodecType);
        Assert.Equal(true, connection.GetUnknownFields()["audio"]);
        Assert.Equal(true, connection.GetUnknownFields()["video"]);
    }

    [Theory]
    [InlineData("bundle_id", "5")]
    [InlineData("session_id", "{\"a\":[1,{}]}")]
    [InlineData("node_name", "[[]]")]
    [InlineData("multistream", "\"yes\"")]
    [InlineData("simulcast", "1")]
    [InlineData("spotlight", "{}")]
    [InlineData("recording_block", "\"false\"")]
    [InlineData("created_time", "\"soon\"")]
    [InlineData("created_time", "1.5")]
    [InlineData("created_timestamp", "7")]
    [InlineData("created_timestamp", "\"yesterday\"")]
    [InlineData("created_timestamp", "\"0001-01-01T00:00:00+09:00\"")]
    [InlineData("audio", "\"OPUS\"")]
    [InlineData("video", "[1,{\"a\":2}]")]
    [InlineData("video", "0")]
    public async Task A_known_field_of_an_unexpected_type_is_kept_and_the_list_goes_on(string name, string value)
    {
        var list = await ListAsync("[{" + Required + ",\"" + name + "\":" + value + ",\"tail\":1},{" + Required + "}]");

        Assert.Equal(2, list.Count);
        Assert.Equal([name, "tail"], list[0].GetUnknownFields().Keys);
        Assert.NotNull(list[0].GetUnknownFields()[name]);
        Assert.Null(list[0].CreatedAt);
    }

    [Fact]
    public async Task Fields_of_unexpected_types_within_media_are_kept_there()
    {
        var connection = await WithAsync("\"video\":{\"codec_type\":9,\"bit_rate\":\"fast\",\"vp9_params\":false}");

        Assert.Equal(9L, connection.Video!.GetUnknownFields()["codec_type"]);
        Assert.Equal("fast", connection.Video.GetUnknownFields()["bit_rate"]);
        Assert.Equal(false, connection.Video.Vp9Params);
        Assert.Null(connection.VideoBitRate);
        Assert.Empty(connection.GetUnknownFields());
    }

    [Fact]
    public async Task A_null_is_the_same_as_not_sent()
    {
        var connection = await WithAsync("\"bundle_id\":null,\"simulcast\":null,\"created_time\":null,\"audio\":null,\"event_metadata\":null,\"unknown\":null");

        Assert.Null(connection.BundleId);
        Assert.Null(connection.Audio);
        Assert.Equal(["unknown"], connection.GetUnknownFields().Keys);
        Assert.Null(connection.GetUnknownFields()["unknown"]);
    }

    [Theory]
    [InlineData("\"channel_id\":\"sora\"", "\"channel_id\":")]
    [InlineData("\"client_id\":\"c\"", "\"client_id\":")]
    [InlineData("\"connection_id\":\"x\"", "\"connection_id\":")]
    [InlineData("\"role\":\"sendrecv\"", "\"role\":")]
    public async Task Without_an_id_or_role_it_is_no_connection(string field, string name)
    {
        foreach (string instead in new[] { "\"other\":0", name + "null", name + "7", name + "{}" })
        {
            using var server = new RawServer(RawServer.Json(200, "[{" + Required + "},{" + Required.Replace(field, instead) + "}]"));
            using var client = TestClient.Create(server.Uri);

            var (delivered, error) = await TestClient.ReadBrokenListAsync(client);

            Assert.Single(delivered);
            Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
            Assert.Equal(200, TestClient.StatusCode(error.StatusCode));
        }
    }

    [Theory]
    [InlineData("\"created_time\":1642469139980509", "2022-01-18T01:25:39.9805090Z")]
    [InlineData("\"created_time\":0", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("\"created_time\":1", "1970-01-01T00:00:00.0000010Z")]
    [InlineData("\"created_time\":1642469139980509,\"created_timestamp\":\"2024-05-06T07:08:09.123456Z\"", "2024-05-06T07:08:09.1234560Z")]
    [InlineData("\"created_timestamp\":\"2024-05-06T07:08:09.123456Z\",\"created_time\":1642469139980509", "2024-05-06T07:08:09.1234560Z")]
    [InlineData("\"created_timestamp\":\"2024-05-06T07:08:09.123456+09:00\"", "2024-05-05T22:08:09.1234560Z")]
    [InlineData("\"created_timestamp\":\"yesterday\",\"created_time\":1642469139980509", "2022-01-18T01:25:39.9805090Z")]
    public async Task The_time_of_creation_is_exact_to_the_microsecond_and_prefers_the_timestamp(string json, string utc)
    {
        var connection = await WithAsync(json);

        Assert.Equal(utc, Utc(connection));
        Assert.Equal(DateTimeKind.Local, connection.CreatedAt!.Value.Kind);
        Assert.Equal(json.Contains("created_time\"", StringComparison.Ordinal), connection.CreatedTime is not null);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(253402300800000000L)]
    public async Task A_number_that_is_no_time_is_still_the_created_time(long number)
    {
        var connection = await WithAsync("\"created_time\":" + number.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(number, connection.CreatedTime);
        Assert.Null(connection.CreatedAt);
        Assert.Null(connection.Age);
    }

    [Fact]
    public async Task A_created_time_beyond_64_bits_is_kept_as_the_number_it_is()
    {
        var connection = await WithAsync("\"created_time\":99999999999999999999");

        Assert.Null(connection.CreatedTime);
        Assert.Equal(BigInteger.Parse("99999999999999999999", CultureInfo.InvariantCulture), connection.GetUnknownFields()["created_time"]);
    }

    [Fact]
    public async Task The_age_counts_from_the_creation()
    {
        long anHourAgo = (DateTime.UtcNow.AddHours(-1) - DateTime.UnixEpoch).Ticks / 10;

        var connection = await WithAsync("\"created_time\":" + anHourAgo.ToString(CultureInfo.InvariantCulture));

        Assert.InRange(connection.Age!.Value, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task Free_JSON_keeps_numbers_of_every_size()
    {
        var connection = await WithAsync("""
            "event_metadata":{"small":-5,"largest":9223372036854775807,"larger":9223372036854775808,"float":1.50000000000000000000e+00,"tiny":1e-7}
            """);

        var free = Free(connection.EventMetadata);
        Assert.Equal(-5L, free["small"]);
        Assert.Equal(long.MaxValue, free["largest"]);
        Assert.Equal(new BigInteger(long.MaxValue) + 1, free["larger"]);
        Assert.Equal(1.5, free["float"]);
        Assert.Equal(1e-7, free["tiny"]);
    }

    [Theory]
    [InlineData("\"REDACTED\"", "REDACTED")]
    [InlineData("true", true)]
    [InlineData("7", 7L)]
    public async Task Event_metadata_may_be_any_JSON(string json, object expected) =>
        Assert.Equal(expected, (await WithAsync("\"event_metadata\":" + json)).EventMetadata);

    [Fact]
    public async Task Of_a_key_that_comes_twice_the_last_one_counts()
    {
        var connection = await WithAsync("""
            "client_id":"again","unknown":1,"unknown":2,"event_metadata":{"a":1,"a":2}
            """);

        Assert.Equal("again", connection.ClientId);
        Assert.Equal(2L, connection.GetUnknownFields()["unknown"]);
        Assert.Equal(2L, Free(connection.EventMetadata)["a"]);
    }

    [Fact]
    public async Task Escaped_names_and_strange_texts_come_out_exactly()
    {
        var connection = await OneAsync("{\"channel\\u005fid\":\"\\u001B[31m\\/\",\"client_id\":\"日本語😀\u202E\u009B\",\"connection_id\":\"x\",\"role\":\"observer\"}");

        Assert.Equal("\u001B[31m/", connection.ChannelId);
        Assert.Equal("日本語😀\u202E\u009B", connection.ClientId);
        Assert.Equal("observer", connection.Role);
    }

    private static Dictionary<string, object?> Free(object? value) => Assert.IsType<Dictionary<string, object?>>(value);

    private static string Utc(SoraConnection connection) => connection.CreatedAt!.Value.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture);

    private static Task<SoraConnection> WithAsync(string? more) => OneAsync("{" + Required + (more is null ? string.Empty : "," + more) + "}");

    private static async Task<SoraConnection> OneAsync(string json) => Assert.Single(await ListAsync("[" + json + "]"));

    private static async Task<List<SoraConnection>> ListAsync(string json)
    {
        using var server = new RawServer(RawServer.Json(200, json));
        using var client = TestClient.Create(server.Uri);
        return await TestClient.ListAsync(client);
    }

    [Theory]
    [InlineData("1642469139980509.0")]
    [InlineData("1.642469139980509e15")]
    [InlineData("1.64246913998050900000e+15")]
    public async Task A_whole_number_written_as_a_float_is_that_number(string number)
    {
        var connection = await WithAsync("\"created_time\":" + number + ",\"video\":{\"bit_rate\":1.00000000000000000000e+03}");

        Assert.Equal(1642469139980509, connection.CreatedTime);
        Assert.Equal(new DateTime(2022, 1, 18, 1, 25, 39, DateTimeKind.Utc).AddTicks(9805090), connection.CreatedAt!.Value.ToUniversalTime());
        Assert.Equal(1000, connection.VideoBitRate);
        Assert.Empty(connection.GetUnknownFields());
    }

    [Fact]
    public async Task A_number_that_is_not_whole_or_too_great_is_kept_as_it_is()
    {
        var connection = await WithAsync("\"created_time\":1.5,\"video\":{\"bit_rate\":1e30}");

        Assert.Null(connection.CreatedTime);
        Assert.Equal(1.5, connection.GetUnknownFields()["created_time"]);
        Assert.Equal(1e30, connection.Video!.GetUnknownFields()["bit_rate"]);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_makes_no_negative_age()
    {
        long ahead = (DateTime.UtcNow.AddMinutes(10).Ticks - DateTime.UnixEpoch.Ticks) / 10;

        Assert.Equal(TimeSpan.Zero, (await WithAsync("\"created_time\":" + ahead.ToString(CultureInfo.InvariantCulture))).Age);
    }

    [Fact]
    public async Task Unknown_fields_keep_their_order_however_many_there_are_and_the_last_of_a_name_counts()
    {
        var names = Enumerable.Range(0, 1000).Select(i => "f" + i.ToString(CultureInfo.InvariantCulture)).ToArray();

        var fields = (await WithAsync(string.Join(",", names.Select(name => $"\"{name}\":1").Append("\"f5\":{\"a\":2}")))).GetUnknownFields();

        Assert.Equal(names, fields.Keys);
        Assert.Equal(2L, Assert.IsType<Dictionary<string, object?>>(fields["f5"])["a"]);
        Assert.False(fields.ContainsKey("F5"));
        Assert.Throws<KeyNotFoundException>(() => fields["g"]);
    }

    [Fact]
    public async Task Its_text_names_it_harmlessly()
    {
        var connection = await WithAsync("\"client_id\":\"a\\u001b[2Jb\",\"video\":{\"codec_type\":\"V\\u202e\",\"bit_rate\":5}");

        Assert.Equal(connection.ChannelId + "/a\\u001B[2Jb/" + connection.ConnectionId, connection.ToString());
        Assert.Equal("V\\u202E 5kbps", connection.Video!.ToString());
    }
}
