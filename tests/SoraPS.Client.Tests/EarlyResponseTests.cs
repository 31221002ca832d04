using System.Text;
using SoraPS.TestServers;

namespace SoraPS.Client.Tests;

/// <summary>Sora's server answers a body of over 8,000,000 bytes before it has arrived (sora-api 10): the answer counts, whatever becomes of the rest.</summary>
public sealed class EarlyResponseTests
{
    private const int Length = 32 * 1024 * 1024; // more than the buffers of two sockets hold
    private static readonly byte[] Large = Encoding.UTF8.GetBytes("\"" + new string('x', Length) + "\"");
    private static readonly string TooLarge = RawServer.Json(413, "{\"error_type\":\"PayloadTooLarge\"}");

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task An_answer_before_the_end_of_the_upload_counts_although_the_server_closes(int milliseconds)
    {
        using var server = new RawServer(ServerStep.Pause(milliseconds) + TooLarge + ServerStep.Close) { AnswersBeforeBody = true };

        await RefusedAsync(server);
    }

    [Fact]
    public async Task An_answer_before_the_end_of_the_upload_counts_where_the_server_reads_on()
    {
        using var server = new RawServer(TooLarge + ServerStep.WaitForDisconnect) { AnswersBeforeBody = true };

        await RefusedAsync(server);
    }

    [Fact]
    public async Task The_same_over_TLS()
    {
        using var server = new RawServer(Certificates.SelfSigned(), TooLarge + ServerStep.Close) { AnswersBeforeBody = true };

        await RefusedAsync(server);
    }

    private static async Task RefusedAsync(RawServer server)
    {
        using var client = new SoraClient(new SoraClientOptions(server.Uri) { SkipCertificateCheck = true, OperationTimeout = TestClient.SafetyLimit });

        var error = await TestClient.ExpectErrorAsync(() => TestClient.ToListAsync(client.InvokeAsync(SoraOperations.Find("Sora_20990101.Unknown"), Large)));

        Assert.True(SoraError.SoraApiError == error.Error, error.ToString());
        Assert.Equal("PayloadTooLarge", error.ErrorType);
        Assert.Equal(413, TestClient.StatusCode(error.StatusCode));
        Assert.Single(server.Requests);
        Assert.True(server.WaitForAllClosed());
    }
}
