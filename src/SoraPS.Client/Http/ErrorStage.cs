namespace SoraPS.Http;

/// <summary>Turns what fails, and every response that is no success, into a <see cref="SoraApiException"/>.</summary>
internal sealed class ErrorStage : HttpStage
{
    private readonly ExceptionMapper _exceptions;
    private readonly HttpStage _next;

    public ErrorStage(ExceptionMapper exceptions, HttpStage next) => (_exceptions, _next) = (exceptions, next);

    public override async Task<SoraResponse> SendAsync(HttpCall call)
    {
        SoraResponse response;
        try
        {
            response = await _next.SendAsync(call).ConfigureAwait(false);
        }
        catch (Exception e) when (ExceptionMapper.IsSendFailure(e))
        {
            throw _exceptions.WhileSending(e, call);
        }

        if (response.Message.IsSuccessStatusCode)
        {
            _exceptions.NoteSuccess(call);
            return response;
        }

        using (response)
        {
            throw await _exceptions.FromErrorAsync(response).ConfigureAwait(false);
        }
    }
}
