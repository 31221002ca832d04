namespace SoraPS.Http;

/// <summary>Lets a response that is read slowly be read ahead: see <see cref="ReadAheadStream"/>.</summary>
internal sealed class ReadAheadStage : HttpStage
{
    private readonly TimeSpan _delay;
    private readonly HttpStage _next;

    public ReadAheadStage(TimeSpan delay, HttpStage next) => (_delay, _next) = (delay, next);

    public override Task<SoraResponse> SendAsync(HttpCall call) => call.ReadsAhead ? SendAndReadAheadAsync(call) : _next.SendAsync(call);

    private async Task<SoraResponse> SendAndReadAheadAsync(HttpCall call)
    {
        var response = await _next.SendAsync(call).ConfigureAwait(false);
        response.Body = new ReadAheadStream(response.Body, _delay, response.Token);
        return response;
    }
}
