using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Client.Tests;

/// <summary>The reader of lists, wherever the network cuts them.</summary>
public sealed class JsonArrayReaderTests
{
    public static TheoryData<string> Lists => new()
    {
        "[]",
        " [ ] ",
        "[1,true,null,\"a\"]",
        " [ 1 , \"a,b]\" ,\r\n\t{ \"a\" : [ 1 , { } ] , \"b\\\"\" : \"\\u3042\\\"x\" } , [ [ ] , [ 2 ] ] ] \n",
        "\uFEFF[\"\u65E5\u672C\u8A9E\",-1.5]",
        "[{\"a\":{\"b\":\"" + "long ".PadRight(60, 'x') + "\"}},{\"c\":[1,2,3]}]",
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_the_same_wherever_it_is_cut(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        string expected = JsonNode.Parse(json.TrimStart('\uFEFF'))!.ToJsonString();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, await ReadAsync(new Pieces(bytes, cut, bytes.Length)));
        }

        foreach (int size in new[] { 1, 2, 3, 7 })
        {
            Assert.Equal(expected, await ReadAsync(new Pieces(bytes, size, size)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("[")]
    [InlineData("[1")]
    [InlineData("[1,")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1,,2]")]
    [InlineData("[{\"a\":1,}]")]
    [InlineData("[\"a]")]
    [InlineData("[1] 2")]
    [InlineData("[1][2]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"[]\"")]
    public async Task What_is_no_list_is_refused_wherever_it_is_cut(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(new Pieces(bytes, cut, bytes.Length)));
            Assert.True(failure is JsonException or EndOfStreamException, failure.ToString());
        }
    }

    [Theory]
    [InlineData("[1,{0}2]", ' ')]
    [InlineData("[1{0},2]", ' ')]
    [InlineData("[{{\"a\":{0}1,{0}\"b\":2}}]", ' ')]
    [InlineData("[{{\"a\"{0}:1}}]", ' ')]
    [InlineData("[\"{0}\"]", 'x')]
    [InlineData("[{{\"{0}\":1}}]", 'x')]
    [InlineData("[\"{0}\\\"\"]", '\\')]
    [InlineData("[\"a{0}\"]", '"')]
    [InlineData("[{{\"a{0}\":1}}]", '"')]
    [InlineData("[0.{0}]", '3')]
    public async Task The_bytes_of_a_long_token_are_scanned_once(string format, char filling)
    {
        string filler = filling == '"' ? string.Concat(Enumerable.Repeat("\\\"", 3_000_000)) : new string(filling, 6_000_000);
        byte[] bytes = Encoding.UTF8.GetBytes(string.Format(null, format, filler));

        // 60,000 reads: looked at again with each of them, this would be 180 billion bytes.
        Assert.Equal(await ReadAsync(new MemoryStream(bytes)), await ReadAsync(new Pieces(bytes, 100, 100)).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("", ' ')]
    [InlineData("[", ' ')]
    [InlineData("[1", ' ')]
    [InlineData("[1,", ' ')]
    [InlineData("[1]", ' ')]
    [InlineData("[1,\"", 'x')]
    [InlineData("[1,\"", '\\')]
    [InlineData("[1,{\"", 'x')]
    [InlineData("[1,{\"a\"", ' ')]
    [InlineData("[1,{\"a\":", ' ')]
    [InlineData("[1,", '1')]
    [InlineData("[1,[", ',')]
    public async Task An_endless_element_is_given_up_at_the_size_limit(string beginning, char filling)
    {
        var stream = new Endless(beginning, filling);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream).WaitAsync(TestClient.SafetyLimit));

        Assert.InRange(stream.Position, SoraJson.MaximumValue, 2L * SoraJson.MaximumValue);
    }

    [Theory]
    [InlineData("[[", '[')]
    [InlineData("[{\"a\":<", 'x')]
    [InlineData("[1,", ',')]
    [InlineData("<", 'x')]
    [InlineData("[1]", '1')]
    [InlineData("[1 ", '1')]
    public async Task Reading_stops_where_JSON_becomes_invalid(string beginning, char filling)
    {
        var stream = new Endless(beginning, filling);

        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(stream).WaitAsync(TestClient.SafetyLimit));

        Assert.InRange(stream.Position, 0, 100_000);
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new JsonArrayReader<object?>(stream, SoraJson.Default.CreateValueReader());
        var items = new List<object?>();
        while (await reader.ReadAsync(CancellationToken.None) is { } here)
        {
            items.AddRange(here);
        }

        return JsonSerializer.SerializeToNode(items)!.ToJsonString();
    }

    /// <summary>Bytes that come in pieces: a first one, then others.</summary>
    internal sealed class Pieces(byte[] bytes, int first, int others) : MemoryStream(bytes)
    {
        private int _next = first;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            int size = Math.Max(1, Math.Min(_next, count));
            _next = others;
            return Task.FromResult(Read(buffer, offset, size));
        }
    }

    /// <summary>Says the same for ever.</summary>
    private sealed class Endless(string beginning, char filling) : MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            buffer.AsSpan(offset, count).Fill((byte)filling);
            int said = Position == 0 ? Encoding.ASCII.GetBytes(beginning, buffer.AsSpan(offset)) : 0;
            Position += said == count ? said : count;
            return Task.FromResult(count);
        }
    }
}
