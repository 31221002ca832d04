namespace SoraPS.Http;

/// <summary>
/// Follows redirects that keep the method and the body (307, 308); others are errors. Here, and only here, it is decided whether a request
/// still goes to the origin that the client was made for.
/// </summary>
internal sealed class RedirectStage : HttpStage
{
    private const int MaximumRedirects = 5;

    private readonly Uri _uri;
    private readonly SecretRedactor _redactor;
    private readonly HttpStage _next;

    public RedirectStage(Uri uri, SecretRedactor redactor, HttpStage next) => (_uri, _redactor, _next) = (uri, redactor, next);

    public override async Task<SoraResponse> SendAsync(HttpCall call)
    {
        call.Start(_uri);
        for (int redirects = 0; ; redirects++)
        {
            var response = await _next.SendAsync(call).ConfigureAwait(false);
            bool isRedirect = (int)response.Message.StatusCode is 307 or 308 && redirects < MaximumRedirects;
            if (!isRedirect || GetTarget(call.Uri, response.Message.Headers.Location) is not { } target)
            {
                return response;
            }

            response.Dispose();
            call.Redirect(target, _redactor.Redact(target), IsSameOrigin(target, _uri));
        }
    }

    /// <summary>The address that a redirect leads to; null for one that is not followed.</summary>
    private static Uri? GetTarget(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var target))
        {
            return null;
        }

        return (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps) && target.UserInfo.Length == 0 ? target : null;
    }

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
