namespace SoraPS.Http;

/// <summary>Repeats a call where <see cref="RetryPolicy"/> allows it.</summary>
internal sealed class RetryStage : HttpStage
{
    private readonly TimeSpan _interval;
    private readonly HttpStage _next;

    public RetryStage(TimeSpan interval, HttpStage next) => (_interval, _next) = (interval, next);

    public override async Task<SoraResponse> SendAsync(HttpCall call)
    {
        for (int attempt = 0; ; attempt++)
        {
            SoraApiException failure;
            try
            {
                return await _next.SendAsync(call).ConfigureAwait(false);
            }
            catch (SoraApiException e) when (attempt < call.MaximumRetryCount && RetryPolicy.Allows(e, call.Operation))
            {
                failure = e;
            }

            await WaitAsync(RetryPolicy.GetDelay(failure, _interval, attempt), call).ConfigureAwait(false);
        }
    }

    private static async Task WaitAsync(TimeSpan delay, HttpCall call)
    {
        using var cancellation = call.CreateCancellation();
        await Task.WhenAny(Task.Delay(delay, cancellation.Token)).ConfigureAwait(false);
        call.ThrowIfEnded();
    }
}
