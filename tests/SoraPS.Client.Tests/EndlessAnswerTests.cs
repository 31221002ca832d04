using System.IO.Compression;
using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Answers that never end: each is given up at a limit, and its connection closed.</summary>
public sealed class EndlessAnswerTests
{
    public static TheoryData<string, string, char> Answers => new()
    {
        { "list", "[", ' ' },
        { "list", "[{\"channel_id\":\"", 'x' },
        { "list", "[\"", '\\' },
        { "change", "", ' ' },
        { "change", "{\"channel_id\":\"c\"}", ' ' },
        { "change", "{\"channel_id\":\"", 'x' },
        { "change", "{\"channel_id\":\"c\",\"a\":[", '1' },
        { "invoke", "", '\n' },
        { "invoke", "{\"a\":\"", 'x' },
        { "invoke", "[", ' ' },
        { "invoke", "[1,\"", 'x' },
        { "raw", "", 'x' },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_endless_answer_is_an_invalid_response(string call, string beginning, char filling)
    {
        using var server = EndlessAnswer.Open(200, packed: false, beginning, filling);
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => EndlessAnswer.CallAsync(client, call));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.InRange(error.ResponseBody!.Length, 1, 30_000); // every character may be spelled with six
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }

    [Theory]
    [InlineData(false, "{\"error_type\":\"", 'x')]
    [InlineData(true, "{\"error_type\":\"", 'x')]
    [InlineData(false, "", ' ')]
    [InlineData(false, "[", '[')]
    public async Task An_endless_error_answer_has_its_status(bool packed, string beginning, char filling)
    {
        using var server = EndlessAnswer.Open(502, packed, beginning, filling);
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => TestClient.DisconnectAsync(client));

        Assert.Equal(SoraError.SoraHttpError, error.Error);
        Assert.InRange(error.ResponseBody!.Length, 1, 1024 * 1024);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }
}

/// <summary>The same of compressed answers. How much is allocated is measured for the whole process.</summary>
[Collection(NonParallelCollection.Name)]
public sealed class EndlessCompressedAnswerTests
{
    [Theory]
    [InlineData("list", "[", ' ')]
    [InlineData("change", "{\"channel_id\":\"", 'x')]
    [InlineData("invoke", "{\"a\":\"", 'x')]
    [InlineData("invoke", "[1,", ' ')]
    public async Task An_endless_compressed_answer_is_an_invalid_response(string call, string beginning, char filling)
    {
        using var server = EndlessAnswer.Open(200, packed: true, beginning, filling);
        using var client = TestClient.Create(server.Uri);
        long before = GC.GetTotalAllocatedBytes();

        var error = await TestClient.ExpectErrorAsync(() => EndlessAnswer.CallAsync(client, call));

        Assert.Equal(SoraError.SoraInvalidResponse, error.Error);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10L * SoraJson.MaximumValue);
        await TestClient.WaitUntilAsync(() => server.OpenConnections == 0);
    }
}

/// <summary>Servers that never stop to send, and the calls that meet them.</summary>
internal static class EndlessAnswer
{
    private static readonly SoraOperation Anything = SoraOperations.Find("Sora_20990101.Anything");

    public static Task CallAsync(SoraClient client, string call) => call switch
    {
        "list" => TestClient.ListAsync(client),
        "change" => TestClient.DisconnectAsync(client),
        "invoke" => TestClient.ToListAsync(client.InvokeAsync(Anything)),
        _ => client.InvokeRawAsync(Anything),
    };

    public static StreamServer Open(int status, bool packed, string beginning, char filling) => new(async stream =>
    {
        await StreamServer.ReadRequestAsync(stream);
        await StreamServer.WriteAsync(stream, packed ? RawServer.Head(status, "content-encoding: gzip") : RawServer.Head(status));
        await using var body = packed ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        await body.WriteAsync(Encoding.UTF8.GetBytes(beginning));
        var more = new byte[64 * 1024];
        more.AsSpan().Fill((byte)filling);
        while (true)
        {
            await body.WriteAsync(more);
        }
    });
}
