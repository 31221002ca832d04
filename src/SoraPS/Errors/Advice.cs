using System.Net;

namespace SoraPS;

/// <summary>What to try after a failure, in the language of the thread; null where there is nothing to say.</summary>
internal static class Advice
{
    // Sora knows the operation, but not with, or not without, a body (sora-api 4.2).
    private const string OtherForm = "MissingTargetFunction";

    public static string? For(SoraApiException failure) => failure.Error switch
    {
        SoraError.SoraApiError => Mistyped(failure) ?? Reason(failure),
        SoraError.SoraOperationNotSupported => NotSupported(failure),
        SoraError.SoraUnauthorized => Messages.AdviceUnauthorized,
        SoraError.SoraHttpError when failure.StatusCode == HttpStatusCode.NotFound => Messages.AdviceNotFound,
        SoraError.SoraConnectionFailed => failure.RequestUri.IsLoopback ? Messages.AdviceLoopback : Messages.AdviceRemote,
        SoraError.SoraCertificateError => Messages.AdviceCertificate,
        SoraError.SoraTimeout => Messages.AdviceTimeout,
        SoraError.SoraInvalidResponse => Messages.AdviceInvalidResponse,
        _ => null,
    };

    private static string? Reason(SoraApiException failure) => failure.ErrorReason is null
        ? null
        : string.Format(Messages.Culture, Messages.AdviceReason, SafeText.ForDisplay(failure.ErrorReason, 500));

    private static string NotSupported(SoraApiException failure) =>
        Mistyped(failure) is { } mistyped ? mistyped
        : OtherDate(SoraOperations.Find(failure.Target)) is { } known ? string.Format(Messages.Culture, Messages.AdviceOtherDate, known.Target)
        : Form(failure) is { } form ? form
        : SoraOperations.Find(failure.Target).GetAvailability() is { } availability ? Messages.AdviceNotSupported + " " + availability
        : Messages.AdviceNotSupported;

    private static string? Mistyped(SoraApiException failure) =>
        SoraOperations.FindMistyped(failure.Target) is { } meant ? string.Format(Messages.Culture, Messages.AdviceCase, meant.Target) : null;

    /// <summary>The known operation of the name of one that is not in the table.</summary>
    private static SoraOperation? OtherDate(SoraOperation operation) => operation.Group != SoraOperation.UnknownGroup
        ? null
        : SoraOperations.All.FirstOrDefault(known => known.Stability != SoraOperation.RemovedStability && known.Name.Equals(operation.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A body too much or too little.</summary>
    private static string? Form(SoraApiException failure)
    {
        var operation = SoraOperations.Find(failure.Target);
        return (operation.Body, failure.HadBody) switch
        {
            _ when operation.Group == SoraOperation.UnknownGroup => null,
            (SoraOperation.RequiredBody, false) when operation.GetRequiredFields().Count == 0 => string.Format(Messages.Culture, Messages.AdviceNeedsObject, operation.Fields),
            (SoraOperation.RequiredBody, false) => string.Format(Messages.Culture, Messages.AdviceNeedsBody, operation.Fields),
            (SoraOperation.NoBody, true) => Messages.AdviceTakesNoBody,
            (SoraOperation.OptionalBody, true) when failure.ErrorType == OtherForm => string.Format(Messages.Culture, Messages.AdviceOptionalBody, operation.Fields),
            _ => null,
        };
    }
}
