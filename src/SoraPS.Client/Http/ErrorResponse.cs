using System.Text;
using System.Text.Json;

namespace SoraPS.Http;

/// <summary>A response that is no success. Sora's own errors are status 400 with <c>{"error_type", "error_reason"}</c> (sora-api 4.2); anything else comes from a proxy or from Sora's HTTP server.</summary>
internal static class ErrorResponse
{
    private static readonly string[] NotSupported = { "MissingTarget", "SchemaNotFound", "MissingTargetFunction", "MissingTargetModule" };

    // An error may quote the whole request. The exception keeps the beginning of the body only.
    private const int MaximumBody = 16 * 1024 * 1024;
    private const int MaximumKept = 256 * 1024;
    private const int MaximumDepth = 1024;

    public static async Task<SoraApiException> ReadAsync(SoraResponse response, SecretRedactor redactor)
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

        var error = GetError((int)response.Message.StatusCode, type);
        type = redactor.Redact(type);
        return new SoraApiException(error, response.Call.Operation, response.RequestUri, GetDetail(response, type))
        {
            StatusCode = response.Message.StatusCode,
            Delivered = GetDelivery((int)response.Message.StatusCode),
            HadBody = response.Call.Body is not null,
            ErrorType = type is null ? null : SafeText.ForDisplay(type),
            ErrorReason = reason,
            ResponseBody = JsonString.EscapeForDisplay(shown),
            RetryAfter = GetRetryAfter(response.Message),
        };
    }

    private static SoraError GetError(int status, string? type) =>
        status is 401 or 403 or 407 ? SoraError.SoraUnauthorized
        : type is null ? SoraError.SoraHttpError
        : NotSupported.Contains(type) ? SoraError.SoraOperationNotSupported
        : SoraError.SoraApiError;

    private static string GetDetail(SoraResponse response, string? type) => string.Format(
        Strings.Culture,
        type is null ? Strings.RefusedStatus : Strings.RefusedType,
        (int)response.Message.StatusCode,
        SafeText.ForDisplay(type, 200));

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
