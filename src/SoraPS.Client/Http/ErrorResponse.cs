using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>A response that is no success. Sora's own errors are status 400 with <c>{"error_type", "error_reason"}</c> (sora-api 4.2); anything else comes from a proxy or from Sora's HTTP server.</summary>
internal static class ErrorResponse
{
    private static readonly string[] NotSupported = { "MissingTarget", "SchemaNotFound", "MissingTargetFunction", "MissingTargetModule" };

    private static readonly Regex PlainHttpRefusal = new(
        "plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // An error may quote the whole request. The exception keeps the beginning of the body only.
    private const int MaximumBody = 16 * 1024 * 1024;
    private const int MaximumKept = 256 * 1024;
    private const int MaximumDepth = 1024;

    public static async Task<SoraApiException> ReadAsync(SoraResponse response, SecretRedactor redactor, ExceptionMapper exceptions)
    {
        byte[] body = await ReadBodyAsync(response).ConfigureAwait(false);
        response.Call.ThrowIfEnded();
        var (type, reason) = Parse(body);
        // Looking for secrets takes time and cannot be cancelled, so only what is kept is searched. What was not searched is not shown.
        string text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MaximumKept));
        string shown = redactor.Redact(text)!;
        response.Call.ThrowIfEnded();
        if (shown != text || (body.Length > MaximumKept && redactor.HasSecrets))
        {
            reason = body.Length > MaximumKept ? null : Parse(Encoding.UTF8.GetBytes(shown)).Reason;
        }

        int status = (int)response.Message.StatusCode;
        var error = GetError(status, type);
        bool isMismatch = IsPlainHttpRefusal(status, shown);
        type = redactor.Redact(type);
        var failure = exceptions.Create(error, isMismatch ? Strings.AnswerTls : GetDetail(response, type, shown, redactor), response.Call, response.RequestUri);
        failure.StatusCode = response.Message.StatusCode;
        failure.Delivered = GetDelivery(status);
        failure.HadBody = response.Call.Body is not null;
        failure.ErrorType = type is null ? null : SafeText.ForDisplay(type);
        failure.ErrorReason = reason;
        failure.ResponseBody = JsonString.EscapeForDisplay(shown);
        failure.RetryAfter = GetRetryAfter(response.Message);
        failure.IsSchemeMismatch = isMismatch;
        failure.Location = error == SoraError.SoraRedirected ? GetLocation(response, redactor) : null;
        return failure;
    }

    private static SoraError GetError(int status, string? type) =>
        status is 401 or 403 ? SoraError.SoraUnauthorized
        : status == 407 ? SoraError.SoraProxyError
        : RedirectLocation.IsRedirect(status) ? SoraError.SoraRedirected
        : type is null ? SoraError.SoraHttpError
        : NotSupported.Contains(type) ? SoraError.SoraOperationNotSupported
        : SoraError.SoraApiError;

    private static string GetDetail(SoraResponse response, string? type, string body, SecretRedactor redactor)
    {
        int status = (int)response.Message.StatusCode;
        string? quote = type is null ? ResponseQuote.Of(body) : null;
        return RedirectLocation.IsRedirect(status) ? GetRedirect(response, status, redactor)
            : type is not null ? string.Format(Strings.Culture, Strings.RefusedType, status, SafeText.ForDisplay(type, 200))
            : quote is not null ? string.Format(Strings.Culture, Strings.RefusedQuote, status, quote)
            : string.Format(Strings.Culture, Strings.RefusedStatus, status);
    }

    /// <summary>Where a redirect leads that was not followed, and what is wrong with it.</summary>
    private static string GetRedirect(SoraResponse response, int status, SecretRedactor redactor)
    {
        if (RedirectLocation.Get(response) is not { } target)
        {
            return string.Format(Strings.Culture, Strings.RedirectNowhere, status);
        }

        string text = !RedirectLocation.KeepsRequest(status) ? Strings.RedirectStatus
            : response.Call.HasVisited(target) ? Strings.RedirectLoop
            : target.UserInfo.Length > 0 ? Strings.RedirectWithSecret
            : Strings.RedirectTooMany;
        return string.Format(Strings.Culture, text, SafeText.ForDisplay(GetLocation(response, redactor)!.AbsoluteUri), status, RedirectLocation.MaximumRedirects);
    }

    private static Uri? GetLocation(SoraResponse response, SecretRedactor redactor) =>
        RedirectLocation.Get(response) is { } target ? SoraApiException.Escape(redactor.Redact(MessageHandlerFactory.WithoutUserInfo(target))) : null;

    /// <summary>True if a web server says that its port expects TLS: nginx, Go and Apache have a sentence for that.</summary>
    private static bool IsPlainHttpRefusal(int status, string body) =>
        status == 400 && PlainHttpRefusal.IsMatch(body);

    /// <summary>What a client did wrong, and where else it should ask, is decided before anything is done; so is that a server is busy.</summary>
    private static SoraDelivery GetDelivery(int status) => status is < 500 or 503 ? SoraDelivery.Refused : SoraDelivery.Maybe;

    /// <summary>The status alone is an answer, even if the body breaks off or does not come.</summary>
    private static async Task<byte[]> ReadBodyAsync(SoraResponse response)
    {
        try
        {
            return await response.ReadToEndAsync(MaximumBody).ConfigureAwait(false);
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            return Encoding.UTF8.GetBytes(response.Beginning);
        }
    }

    private static (string? Type, string? Reason) Parse(byte[] body)
    {
        try
        {
            int start = body.Length > 2 && body[0] == 0xEF && body[1] == 0xBB && body[2] == 0xBF ? 3 : 0;
            using var error = JsonDocument.Parse(new ReadOnlyMemory<byte>(body, start, body.Length - start), new JsonDocumentOptions { MaxDepth = MaximumDepth });
            return error.RootElement.ValueKind != JsonValueKind.Object
                ? (null, null)
                : (GetText(error.RootElement, "error_type") ?? GetText(error.RootElement, "type"), GetReason(error.RootElement));
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            return (null, null);
        }
    }

    private static string? GetText(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The type counts even if the reason cannot be read. A reason that is null is none.</summary>
    private static string? GetReason(JsonElement error)
    {
        try
        {
            return error.TryGetProperty("error_reason", out var reason) && reason.ValueKind != JsonValueKind.Null ? JsonString.EscapeForDisplay(reason.GetRawText()) : null;
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            return null;
        }
    }

    private static TimeSpan? GetRetryAfter(HttpResponseMessage message) =>
        message.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
}
