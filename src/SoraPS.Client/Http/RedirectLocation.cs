namespace SoraPS.Http;

/// <summary>Where a redirect leads.</summary>
internal static class RedirectLocation
{
    /// <summary>How many redirects of one call are followed.</summary>
    public const int MaximumRedirects = 5;

    /// <summary>True for an answer that says that the resource is elsewhere.</summary>
    public static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>True for a redirect that keeps method and body. Others would turn the request into a GET.</summary>
    public static bool KeepsRequest(int status) => status is 307 or 308;

    /// <summary>The address that the response leads to; null if it says none, or none of http.</summary>
    public static Uri? Get(SoraResponse response) =>
        response.Message.Headers.Location is { } location && Uri.TryCreate(response.Call.Uri, location, out var target)
            && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps) ? target : null;
}
