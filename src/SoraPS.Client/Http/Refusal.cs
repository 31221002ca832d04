using System.Text.Json;

namespace SoraPS;

/// <summary>An answer that is no success. Sora's own errors are status 400 with <c>{"error_type", "error_reason"}</c> (sora-api 4.2); anything else comes from a proxy or the framework.</summary>
internal static class Refusal
{
    private static readonly string[] NotSupported = { "MissingTarget", "SchemaNotFound", "MissingTargetFunction", "MissingTargetModule" };

    public static async Task<SoraApiException> ReadAsync(SoraResponse response, SoraOperation operation, SoraJson json, int maximumBody)
    {
        string body = await BodyAsync(response, maximumBody).ConfigureAwait(false);
        response.Silence.ThrowIfCallerCancelled();
        var (type, reason) = ErrorOf(body, json);
        int status = (int)response.Message.StatusCode;
        var error = status is 401 or 403 or 407 ? SoraError.SoraUnauthorized
            : type is null ? SoraError.SoraHttpError
            : NotSupported.Contains(type) ? SoraError.SoraOperationNotSupported
            : SoraError.SoraApiError;
        string text = string.Format(
            Strings.Culture,
            type is null ? Strings.RefusedStatus : Strings.RefusedType,
            SafeText.Of(operation.Target),
            SafeText.Of(response.RequestUri.AbsoluteUri),
            status,
            SafeText.Of(type, 200));
        return new SoraApiException(error, operation, response.RequestUri, text)
        {
            StatusCode = response.Message.StatusCode,
            ErrorType = type,
            ErrorReason = reason,
            ResponseBody = body,
            RetryAfter = RetryAfterOf(response.Message),
        };
    }

    /// <summary>The status alone is an answer: a body that breaks off or does not come does not hide it.</summary>
    private static async Task<string> BodyAsync(SoraResponse response, int maximumBody)
    {
        try
        {
            return await response.ReadTextAsync(maximumBody).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            return response.Head;
        }
    }

    private static (string? Type, object? Reason) ErrorOf(string body, SoraJson json)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, json.TypeOf<Dictionary<string, object>>());
            object? reason = null;
            error?.TryGetValue("error_reason", out reason);
            return (TextOf(error, "error_type") ?? TextOf(error, "type"), reason);
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            return (null, null);
        }
    }

    private static string? TextOf(Dictionary<string, object>? error, string key) =>
        error is not null && error.TryGetValue(key, out object? value) ? value as string : null;

    private static TimeSpan? RetryAfterOf(HttpResponseMessage message) =>
        message.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
}
