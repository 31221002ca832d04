using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace SoraPS;

/// <summary>What the network, TLS, HTTP and JSON can do to a call, as one of the promised errors.</summary>
internal static class Failure
{
    /// <summary>Before the answer's headers are here.</summary>
    public static SoraApiException BeforeAnswer(Exception cause, SoraOperation operation, Uri uri, bool timedOut, bool redirected, Secrets secrets)
    {
        if (timedOut || Find<TimeoutException>(cause) is not null)
        {
            return Make(SoraError.SoraTimeout, Strings.TimeoutNoAnswer, operation, uri, cause, secrets);
        }

        if (StatusOfProxy(cause) is { } status and (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired))
        {
            return new(SoraError.SoraUnauthorized, operation, uri, Text(Strings.ConnectionFailed, operation, uri, cause, secrets), secrets.Hide(cause)) { StatusCode = status };
        }

        if (Find<AuthenticationException>(cause) is not null || IsTls(cause))
        {
            return Make(SoraError.SoraCertificateError, Strings.CertificateRefused, operation, uri, cause, secrets);
        }

        // After a redirect the first server has the request, whatever becomes of it at the second.
        return IsNonsense(cause)
            ? Make(SoraError.SoraInvalidResponse, Strings.AnswerNotHttp, operation, uri, cause, secrets)
            : Make(SoraError.SoraConnectionFailed, Strings.ConnectionFailed, operation, uri, cause, secrets, notSent: !redirected && NeverSent(cause));
    }

    /// <summary>While the body is read.</summary>
    /// <exception cref="OperationCanceledException">It was the caller who ended it.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public static SoraApiException InBody(Exception cause, SoraOperation operation, SoraResponse response)
    {
        response.Silence.ThrowIfEnded();
        bool timedOut = response.Silence.TimedOut;
        string text = Text(timedOut ? Strings.TimeoutInAnswer : Strings.AnswerUnexpected, operation, response.RequestUri, cause, response.Secrets);
        return new(timedOut ? SoraError.SoraTimeout : SoraError.SoraInvalidResponse, operation, response.RequestUri, text, response.Secrets.Hide(cause))
        {
            StatusCode = response.Message.StatusCode,
            ResponseBody = JsonText.Harmless(response.Secrets.Hide(response.Head)),
        };
    }

    /// <summary>True for what reading a body may throw: anything else is a fault of ours and must be seen as one.</summary>
    public static bool IsOfBody(Exception e) =>
        e is JsonException or IOException or InvalidDataException or HttpRequestException or OperationCanceledException or ObjectDisposedException or WebException
        || (e is InvalidOperationException && e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true);

    /// <summary>True for what sending may throw.</summary>
    public static bool IsOfSending(Exception e) => e is HttpRequestException or OperationCanceledException or IOException or WebException or SocketException;

    private static SoraApiException Make(SoraError error, string text, SoraOperation operation, Uri uri, Exception cause, Secrets secrets, bool notSent = false) =>
        new(error, operation, uri, Text(text, operation, uri, cause, secrets), secrets.Hide(cause)) { NotSent = notSent };

    private static string Text(string text, SoraOperation operation, Uri uri, Exception cause, Secrets secrets) =>
        string.Format(Strings.Culture, text, SafeText.ForDisplay(operation.Target), SafeText.ForDisplay(uri.AbsoluteUri), Sentence(secrets.Hide(cause.GetBaseException().Message))).TrimEnd();

    private static string Sentence(string? said)
    {
        string text = SafeText.ForDisplay(said?.Trim(), 500);
        return text.TrimEnd('.', '\'', '"').Length < text.Length && text.IndexOf('.', text.Length - Math.Min(3, text.Length)) >= 0 ? text : text + ".";
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

#if NET
    private static HttpStatusCode? StatusOfProxy(Exception e) => (e as HttpRequestException)?.StatusCode;

    private static bool IsTls(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static bool IsNonsense(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded };

    private static bool NeverSent(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError,
    };
#else
    private static HttpStatusCode? StatusOfProxy(Exception e) => (Find<WebException>(e)?.Response as HttpWebResponse)?.StatusCode;

    private static bool IsTls(Exception e) => StatusOf(e) is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure;

    private static bool IsNonsense(Exception e) => StatusOf(e) is WebExceptionStatus.ServerProtocolViolation;

    private static bool NeverSent(Exception e) =>
        StatusOf(e) is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure;

    private static WebExceptionStatus? StatusOf(Exception e) => Find<WebException>(e)?.Status;
#endif
}
