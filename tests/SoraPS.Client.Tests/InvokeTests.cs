using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Operations that have no method of their own.</summary>
public sealed class InvokeTests
{
    private const string Target = "Sora_20990101.DoSomething";

    [Fact]
    public async Task The_elements_of_an_array_come_one_by_one_while_they_arrive()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 19") + " [{\"a\":1}, " + ServerStep.WaitForSignal + "2, null]");
        using var client = TestClient.Create(server.Uri);
        var items = new List<object?>();

        await TestClient.ForEachAsync(client.InvokeAsync(SoraOperations.Find(Target)), item =>
        {
            items.Add(item);
            server.Signal();
        });

        Assert.Equal(3, items.Count);
        Assert.Equal(1L, Assert.IsType<Dictionary<string, object?>>(items[0])["a"]);
        Assert.Equal(2L, items[1]);
        Assert.Null(items[2]);
    }

    [Fact]
    public async Task An_object_is_one_object()
    {
        var item = Assert.Single(await InvokeAsync("{\"product_name\":\"Sora\",\"list\":[1,[2]]}"));

        var license = Assert.IsType<Dictionary<string, object?>>(item);
        Assert.Equal(["product_name", "list"], license.Keys);
        Assert.Equal(new object?[] { 1L, new object?[] { 2L } }, license["list"]);
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("1.50000000000000000000e+00", 1.5)]
    [InlineData("\"text\"", "text")]
    [InlineData("true", true)]
    [InlineData("null", null)]
    [InlineData("\r\n\t \"after white space\" \n", "after white space")]
    public async Task A_single_value_is_one_value(string json, object? expected) => Assert.Equal(expected, Assert.Single(await InvokeAsync(json)));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("[]")]
    [InlineData("\n [ ]")]
    public async Task An_empty_body_or_array_is_nothing(string body) => Assert.Empty(await InvokeAsync(body));

    [Theory]
    [InlineData("<html></html>", SoraError.SoraInvalidResponse)]
    [InlineData("{\"a\":", SoraError.SoraIncomplete)]
    [InlineData("[1,2", SoraError.SoraIncomplete)]
    [InlineData("{\"a\":x", SoraError.SoraInvalidResponse)]
    [InlineData("{} {}", SoraError.SoraInvalidResponse)]
    public async Task What_is_no_JSON_is_an_invalid_response_and_what_ends_too_early_is_incomplete(string body, SoraError expected)
    {
        var error = await TestClient.ExpectErrorAsync(() => InvokeAsync(body));

        Assert.Equal(expected, error.Error);
        Assert.Equal(Target, error.Operation);
        Assert.Equal(body, error.ResponseBody);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("[\"日本語\"]")]
    public async Task The_body_is_sent_as_it_is_and_none_where_there_is_none(string? body)
    {
        using var server = new RawServer(RawServer.Json(200, "{}"));
        using var client = TestClient.Create(server.Uri);

        await TestClient.InvokeAsync(client, Target, body is null ? null : Encoding.UTF8.GetBytes(body));

        var sent = Assert.Single(server.Requests);
        Assert.Equal(Target, sent.Target);
        Assert.Equal(body ?? string.Empty, sent.Body);
        Assert.Equal(body is not null, sent.Headers.ContainsKey("content-type"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>\r\n</html>")]
    [InlineData(" [1, 2.50 ,\"日本語\"] ")]
    public async Task The_raw_answer_is_the_text_as_it_came(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);

        Assert.Equal(body, await client.InvokeRawAsync(SoraOperations.Find(Target)));
    }

    [Fact]
    public async Task A_raw_answer_that_breaks_off_is_incomplete()
    {
        using var server = new RawServer(RawServer.Head(200, "content-length: 100") + "half" + ServerStep.Close);
        using var client = TestClient.Create(server.Uri);

        var error = await TestClient.ExpectErrorAsync(() => client.InvokeRawAsync(SoraOperations.Find(Target)));

        Assert.Equal(SoraError.SoraIncomplete, error.Error);
        Assert.Equal("half", error.ResponseBody);
    }

    private static async Task<List<object?>> InvokeAsync(string body)
    {
        using var server = new RawServer(RawServer.Json(200, body));
        using var client = TestClient.Create(server.Uri);
        return await TestClient.InvokeAsync(client, Target);
    }
}
