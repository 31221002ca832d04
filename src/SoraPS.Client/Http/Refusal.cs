using System.Text;
using System.Text.Json;

namespace SoraPS;

/// <summary>An answer that is no success. Sora's own errors are status 400 with <c>{"error_type", "error_reason"}</c> (sora-api 4.2); anything else comes from a proxy or the framework.</summary>
internal static class Refusal
{
    private static readonly string[] NotSupported = { "MissingTarget", "SchemaNotFound", "MissingTargetFunction", "MissingTargetModule" };

    // An error may quote the whole request; of the body that the exception keeps, a beginning is enough.
    private const int MaximumBody = 16 * 1024 * 1024;
    private const int MaximumKept = 256 * 1024;
    private const int MaximumDepth = 1024;

    public static async Task<SoraApiException> ReadAsync(SoraResponse response, SoraOperation operation, bool hadBody)
    {
        byte[] body = await BodyAsync(response).ConfigureAwait(false);
        response.Silence.ThrowIfEnded();
        var (type, reason) = ErrorOf(body);
        // Looking for secrets takes a while that nobody can end: no further than is kept. What was not looked at is not shown.
        string said = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MaximumKept));
        string shown = response.Secrets.Hide(said)!;
        response.Silence.ThrowIfEnded();
        if (shown != said || (body.Length > MaximumKept && response.Secrets.Any))
        {
            reason = body.Length > MaximumKept ? null : ErrorOf(Encoding.UTF8.GetBytes(shown)).Reason;
        }

        int status = (int)response.Message.StatusCode;
        var error = status is 401 or 403 or 407 ? SoraError.SoraUnauthorized
            : type is null ? SoraError.SoraHttpError
            : NotSupported.Contains(type) ? SoraError.SoraOperationNotSupported
            : SoraError.SoraApiError;
        string text = string.Format(
            Strings.Culture,
            type is null ? Strings.RefusedStatus : Strings.RefusedType,
            SafeText.ForDisplay(operation.Target),
            SafeText.ForDisplay(response.RequestUri.AbsoluteUri),
            status,
            SafeText.ForDisplay(response.Secrets.Hide(type), 200));
        return new SoraApiException(error, operation, response.RequestUri, text)
        {
            StatusCode = response.Message.StatusCode,
            HadBody = hadBody,
            ErrorType = type is null ? null : SafeText.ForDisplay(response.Secrets.Hide(type)),
            ErrorReason = reason,
            ResponseBody = JsonText.Harmless(shown),
            RetryAfter = RetryAfterOf(response.Message),
        };
    }

    /// <summary>The status alone is an answer: a body that breaks off or does not come does not hide it.</summary>
    private static async Task<byte[]> BodyAsync(SoraResponse response)
    {
        try
        {
            return await response.ReadToEndAsync(MaximumBody).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            return Encoding.UTF8.GetBytes(response.Head);
        }
    }

    private static (string? Type, string? Reason) ErrorOf(byte[] body)
    {
        try
        {
            int start = body.Length > 2 && body[0] == 0xEF && body[1] == 0xBB && body[2] == 0xBF ? 3 : 0;
            using var error = JsonDocument.Parse(new ReadOnlyMemory<byte>(body, start, body.Length - start), new JsonDocumentOptions { MaxDepth = MaximumDepth });
            return error.RootElement.ValueKind != JsonValueKind.Object
                ? (null, null)
                : (TextOf(error.RootElement, "error_type") ?? TextOf(error.RootElement, "type"), ReasonOf(error.RootElement));
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            return (null, null);
        }
    }

    private static string? TextOf(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The type is what counts: a reason that cannot be read does not hide it. Null stands for no reason, too.</summary>
    private static string? ReasonOf(JsonElement error)
    {
        try
        {
            return error.TryGetProperty("error_reason", out var reason) && reason.ValueKind != JsonValueKind.Null ? JsonText.Harmless(reason.GetRawText()) : null;
        }
        catch (Exception e) when (Failure.IsOfBody(e))
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage message) =>
        message.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
}
