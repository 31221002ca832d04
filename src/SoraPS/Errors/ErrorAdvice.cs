using System.Net;
using System.Net.Sockets;
using SoraPS.Commands.Execution;

namespace SoraPS.Errors;

/// <summary>What to try after an error, in the language of the thread.</summary>
internal static class ErrorAdvice
{
    // Sora knows the operation, but not with a body, or not without one (sora-api 4.2).
    private const string WrongBody = "MissingTargetFunction";

    /// <summary>A sentence for the error message; null if there is nothing to try.</summary>
    public static string? For(SoraApiException exception) => exception.Error switch
    {
        _ when exception.IsSchemeMismatch => ForMismatch(exception),
        SoraError.SoraApiError => ForName(exception) ?? ForReason(exception) ?? ForBody(exception),
        SoraError.SoraOperationNotSupported => ForUnsupported(exception),
        SoraError.SoraUnauthorized => ForUnauthorized(exception),
        SoraError.SoraProxyError => ForProxy(exception),
        SoraError.SoraRedirected => ForRedirect(exception),
        SoraError.SoraHttpError => ForStatus(exception),
        SoraError.SoraConnectionFailed => ForNoConnection(exception),
        SoraError.SoraCertificateError => WithProxy(exception, Messages.AdviceCertificate),
        SoraError.SoraTimeout => ForTimeout(exception),
        SoraError.SoraInvalidResponse => exception.ReceivedCount > 0 ? Messages.AdviceSeeBody : WithProxy(exception, Messages.AdviceInvalidResponse),
        SoraError.SoraIncomplete when !exception.Changes => Messages.AdviceIncomplete,
        _ => null,
    };

    private static string? ForReason(SoraApiException exception) => exception.ErrorReason is null
        ? null
        : string.Format(Messages.Culture, Messages.AdviceReason, ErrorReason.Format(exception.ErrorReason));

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

    private static string ForUnauthorized(SoraApiException exception) => WithProxy(exception, ForCredential(exception));

    /// <summary>The advice, and which proxy it may be that answered instead of the server.</summary>
    private static string WithProxy(SoraApiException exception, string advice) =>
        exception.Proxy is { } proxy ? advice + " " + SafeMessage.Format(Messages.AdviceThroughProxy, proxy.AbsoluteUri) : advice;

    // A proxy with https may itself be what does not use TLS.
    private static string ForMismatch(SoraApiException exception) => exception.Proxy is { } proxy && proxy.Scheme == Uri.UriSchemeHttps
        ? SafeMessage.Format(Messages.AdviceThroughProxy, proxy.AbsoluteUri)
        : WithProxy(exception, ForScheme(exception, Messages.AdviceOtherScheme));

    private static string ForCredential(SoraApiException exception) =>
        exception.SentCredential ? Messages.AdviceCredentialRefused
        : exception.RedirectedFrom is { } from ? SafeMessage.Format(Messages.AdviceCredentialStays, from.AbsoluteUri)
        : Messages.AdviceUnauthorized;

    /// <summary>A proxy wants to know who asks, does not believe it, or does not reach the server.</summary>
    private static string ForProxy(SoraApiException exception) =>
        exception.StatusCode != HttpStatusCode.ProxyAuthenticationRequired ? Messages.AdviceProxy
        : exception.SentCredential ? Messages.AdviceProxyCredentialRefused
        : Messages.AdviceProxyCredential;

    private static string? ForRedirect(SoraApiException exception)
    {
        if (exception.Location is not { } location)
        {
            return null;
        }

        var from = exception.RequestUri;
        // 307 and 308 to the same server are followed, unless they lead in circles or go on too long.
        bool isLoop = location == from || location == exception.RedirectedFrom
            || ((int?)exception.StatusCode is 307 or 308 && location.GetLeftPart(UriPartial.Authority) == from.GetLeftPart(UriPartial.Authority));
        return isLoop ? Messages.AdviceRedirectLoop : SafeMessage.Format(
            location.IdnHost != from.IdnHost ? Messages.AdviceRedirectElsewhere
            : location.AbsolutePath == from.AbsolutePath + "/" ? Messages.AdviceRedirectSlash
            : location.AbsolutePath == from.AbsolutePath && location.Scheme != from.Scheme ? Messages.AdviceRedirectScheme
            : Messages.AdviceRedirectElsewhere,
            location.AbsoluteUri);
    }

    private static string? ForStatus(SoraApiException exception) => exception.StatusCode switch
    {
        HttpStatusCode.NotFound => Messages.AdviceNotFound,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => exception.Proxy is { } proxy
            ? SafeMessage.Format(Messages.AdviceThroughProxy, proxy.AbsoluteUri)
            : Messages.AdviceGateway,
        _ => null,
    };

    private static string ForNoConnection(SoraApiException exception) =>
        exception.RedirectedFrom is { } from ? SafeMessage.Format(Messages.AdviceRedirectedAway, from.AbsoluteUri)
        : exception.Proxy is { } proxy ? SafeMessage.Format(Messages.AdviceThroughProxy, proxy.AbsoluteUri)
        : exception.Delivered == SoraDelivery.Maybe ? ForClosed(exception)
        : IsUnknownName(exception) ? Messages.AdviceName
        : exception.RequestUri.IsLoopback ? Messages.AdviceLoopback
        : Messages.AdviceRemote;

    private static bool IsUnknownName(SoraApiException exception) =>
        exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };

    // A port that expects TLS closes a connection that begins without it, but it has never answered one.
    private static string ForClosed(SoraApiException exception) =>
        exception.RequestUri.Scheme == Uri.UriSchemeHttp && !exception.HasSucceededBefore ? ForScheme(exception, Messages.AdviceMaybeHttps) : Messages.AdviceClosed;

    private static string ForTimeout(SoraApiException exception) =>
        exception.Delivered == SoraDelivery.Maybe ? Messages.AdviceTimeout
        : exception.RedirectedFrom is { } from ? SafeMessage.Format(Messages.AdviceRedirectedAway, from.AbsoluteUri)
        : exception.Proxy is { } proxy ? SafeMessage.Format(Messages.AdviceThroughProxy, proxy.AbsoluteUri)
        : exception.RequestUri.Scheme == Uri.UriSchemeHttps ? ForScheme(exception, Messages.AdviceMaybeHttp)
        : Messages.AdviceConnectionTimeout;

    /// <summary>The advice with the same address under the other scheme.</summary>
    private static string ForScheme(SoraApiException exception, string advice)
    {
        var given = exception.RequestUri;
        string scheme = given.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        string address = scheme + "://" + given.Host + ":" + given.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) + given.AbsolutePath;
        return SafeMessage.Format(advice, address);
    }
}
