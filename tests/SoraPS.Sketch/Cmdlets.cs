using System.Management.Automation;
using System.Text.Json;

namespace SoraPS.Sketch;

/// <summary>A list, each object as it arrives.</summary>
[Cmdlet(VerbsCommon.Get, "SketchConnection")]
[OutputType(typeof(SketchConnection))]
public sealed class GetSketchConnectionCommand : PSCmdlet
{
    internal static readonly HttpClient Http = new();

    /// <summary>The address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public Uri Uri { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Uri);
        using var response = Http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = response.Content.ReadAsStream();
        foreach (var connection in JsonSerializer.DeserializeAsyncEnumerable(body, SketchContext.Default.SketchConnection).ToBlockingEnumerable())
        {
            WriteObject(connection);
        }
    }
}

/// <summary>Changes, a queue of tasks.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SketchConnection")]
[OutputType(typeof(string))]
public sealed class DisconnectSketchConnectionCommand : PSCmdlet
{
    private readonly Queue<Task<string>> _running = new();

    /// <summary>The address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public Uri Uri { get; set; } = null!;

    /// <summary>How many at once.</summary>
    [Parameter]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The channel.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ChannelId { get; set; }

    /// <summary>The connection.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ConnectionId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_running.Count == ThrottleLimit)
        {
            WriteObject(_running.Dequeue().GetAwaiter().GetResult());
        }

        _running.Enqueue(SendAsync(new Dictionary<string, string?> { ["channel_id"] = ChannelId, ["connection_id"] = ConnectionId }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (_running.Count > 0)
        {
            WriteObject(_running.Dequeue().GetAwaiter().GetResult());
        }
    }

    private async Task<string> SendAsync(Dictionary<string, string?> body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        using var response = await GetSketchConnectionCommand.Http.PostAsync(Uri, content).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync().ConfigureAwait(false);
    }
}
