using System.Net;

namespace SoraPS.Errors;

/// <summary>What to try after an error, in the language of the thread.</summary>
internal static class ErrorAdvice
{
    // Sora knows the operation, but not with a body, or not without one (sora-api 4.2).
    private const string WrongBody = "MissingTargetFunction";

    /// <summary>A sentence for the error message; null if there is nothing to try.</summary>
    public static string? For(SoraApiException exception) => exception.Error switch
    {
        SoraError.SoraApiError => ForName(exception) ?? ForReason(exception),
        SoraError.SoraOperationNotSupported => ForUnsupported(exception),
        SoraError.SoraUnauthorized => Messages.AdviceUnauthorized,
        SoraError.SoraHttpError when exception.StatusCode == HttpStatusCode.NotFound => Messages.AdviceNotFound,
        SoraError.SoraConnectionFailed => exception.RequestUri.IsLoopback ? Messages.AdviceLoopback : Messages.AdviceRemote,
        SoraError.SoraCertificateError => Messages.AdviceCertificate,
        SoraError.SoraTimeout => Messages.AdviceTimeout,
        SoraError.SoraInvalidResponse => Messages.AdviceInvalidResponse,
        _ => null,
    };

    private static string? ForReason(SoraApiException exception) => exception.ErrorReason is null
        ? null
        : string.Format(Messages.Culture, Messages.AdviceReason, SafeText.ForDisplay(exception.ErrorReason, 500));

    private static string ForUnsupported(SoraApiException exception) =>
        ForName(exception) is { } name ? name
        : FindOtherVersion(SoraOperations.Find(exception.Operation)) is { } known ? string.Format(Messages.Culture, Messages.AdviceOtherDate, known.Target)
        : ForBody(exception) is { } body ? body
        : SoraOperations.Find(exception.Operation).GetAvailability() is { } availability ? Messages.AdviceNotSupported + " " + availability
        : Messages.AdviceNotSupported;

    private static string? ForName(SoraApiException exception) =>
        SoraOperations.FindMistyped(exception.Operation) is { } meant ? string.Format(Messages.Culture, Messages.AdviceCase, meant.Target) : null;

    /// <summary>For an operation that is not in the table: one of the same name that is.</summary>
    private static SoraOperation? FindOtherVersion(SoraOperation operation) => operation.Group != SoraOperation.UnknownGroup
        ? null
        : SoraOperations.All.FirstOrDefault(known => known.Stability != SoraOperation.RemovedStability && known.Name.Equals(operation.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The request had a body and should have none, or the reverse.</summary>
    private static string? ForBody(SoraApiException exception)
    {
        var operation = SoraOperations.Find(exception.Operation);
        return (operation.Body, exception.HadBody) switch
        {
            _ when operation.Group == SoraOperation.UnknownGroup => null,
            (SoraOperation.RequiredBody, false) when operation.GetRequiredFields().Count == 0 => string.Format(Messages.Culture, Messages.AdviceNeedsObject, operation.Fields),
            (SoraOperation.RequiredBody, false) => string.Format(Messages.Culture, Messages.AdviceNeedsBody, operation.Fields),
            (SoraOperation.NoBody, true) => Messages.AdviceTakesNoBody,
            (SoraOperation.OptionalBody, true) when exception.ErrorType == WrongBody => string.Format(Messages.Culture, Messages.AdviceOptionalBody, operation.Fields),
            _ => null,
        };
    }
}
