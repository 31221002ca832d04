namespace SoraPS.Http;

/// <summary>
/// Follows redirects that keep the method and the body (307, 308), but never twice to the same address; others are errors. Here, and only here, it
/// is decided whether a request still goes to the origin that the client was made for (<see cref="SoraClientOptions.IsOwnOrigin"/>).
/// </summary>
internal sealed class RedirectStage : HttpStage
{
    private readonly Uri _uri;
    private readonly SecretRedactor _redactor;
    private readonly HttpStage _next;

    public RedirectStage(Uri uri, SecretRedactor redactor, HttpStage next) => (_uri, _redactor, _next) = (uri, redactor, next);

    public override async Task<SoraResponse> SendAsync(HttpCall call)
    {
        call.Start(_uri);
        while (true)
        {
            var response = await _next.SendAsync(call).ConfigureAwait(false);
            if (GetNext(response) is not { } target)
            {
                return response;
            }

            response.Dispose();
            call.Redirect(target, _redactor.Redact(target), SoraClientOptions.IsSameOrigin(target, _uri));
        }
    }

    /// <summary>The address to ask next; null for a response that is no redirect, or one that is not followed.</summary>
    private static Uri? GetNext(SoraResponse response) =>
        RedirectLocation.KeepsRequest((int)response.Message.StatusCode) && response.Call.RedirectCount < RedirectLocation.MaximumRedirects
            && RedirectLocation.Get(response) is { UserInfo.Length: 0 } target && !response.Call.HasVisited(target) ? target : null;
}
