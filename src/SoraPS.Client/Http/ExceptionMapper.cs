using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace SoraPS.Http;

/// <summary>Maps what the network, TLS, HTTP and JSON may throw to the errors that are promised: a <see cref="SoraApiException"/> for each.</summary>
internal sealed class ExceptionMapper
{
    private readonly SecretRedactor _redactor;
    private readonly SoraClientOptions _options;

    public ExceptionMapper(SoraClientOptions options, SecretRedactor redactor) => (_options, _redactor) = (options, redactor);

    /// <summary>For what failed before the headers of the response were here.</summary>
    /// <exception cref="OperationCanceledException">The caller ended the call.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public SoraApiException WhileSending(Exception cause, HttpCall call)
    {
        call.ThrowIfEnded();
        if (Find<TimeoutException>(cause) is not null)
        {
            return Create(SoraError.SoraTimeout, Seconds(Strings.TimeoutNoAnswer, _options.OperationTimeout), call, cause);
        }

        if (GetProxyStatus(cause) is { } status and (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired))
        {
            return new(SoraError.SoraUnauthorized, call.Operation, call.DisplayUri, Format(Strings.ConnectionFailed, cause), _redactor.Redact(cause)) { StatusCode = status };
        }

        if (Find<AuthenticationException>(cause) is not null || IsTlsFailure(cause))
        {
            return Create(SoraError.SoraCertificateError, Format(Strings.CertificateRefused, cause), call, cause);
        }

        // After a redirect the first server has the request, whatever happens at the second.
        return IsInvalidHttp(cause)
            ? Create(SoraError.SoraInvalidResponse, Format(Strings.AnswerNotHttp, cause), call, cause)
            : Create(SoraError.SoraConnectionFailed, Format(Strings.ConnectionFailed, cause), call, cause, notSent: !call.IsRedirected && IsConnectFailure(cause));
    }

    /// <summary>For what failed while the body of a success was read.</summary>
    /// <inheritdoc cref="WhileSending"/>
    public SoraApiException WhileReading(Exception cause, SoraResponse response)
    {
        response.Call.ThrowIfEnded();
        bool timedOut = cause is TimeoutException or OperationCanceledException; // neither the caller nor the client ended the call
        string text = timedOut ? Seconds(Strings.TimeoutInAnswer, _options.OperationTimeout) : Format(Strings.AnswerUnexpected, cause);
        return new(timedOut ? SoraError.SoraTimeout : SoraError.SoraInvalidResponse, response.Call.Operation, response.RequestUri, text, _redactor.Redact(cause))
        {
            StatusCode = response.Message.StatusCode,
            ResponseBody = JsonString.EscapeForDisplay(_redactor.Redact(response.Beginning)),
            Delivered = SoraDelivery.Maybe,
        };
    }

    /// <summary>For a response that is no success.</summary>
    /// <inheritdoc cref="WhileSending"/>
    public Task<SoraApiException> FromErrorAsync(SoraResponse response) => ErrorResponse.ReadAsync(response, _redactor);

    /// <summary>True for what reading a body may throw. Anything else is a defect of this library, and must surface as it is.</summary>
    public static bool IsReadFailure(Exception e) =>
        e is JsonException or IOException or TimeoutException or InvalidDataException or HttpRequestException or OperationCanceledException or ObjectDisposedException or WebException
        || (e is InvalidOperationException && e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true);

    /// <summary>True for what sending may throw.</summary>
    public static bool IsSendFailure(Exception e) => e is HttpRequestException or OperationCanceledException or TimeoutException or IOException or WebException or SocketException;

    private SoraApiException Create(SoraError error, string detail, HttpCall call, Exception cause, bool notSent = false) =>
        new(error, call.Operation, call.DisplayUri, detail, _redactor.Redact(cause)) { NotSent = notSent, Delivered = GetDelivery(call) };

    private static SoraDelivery GetDelivery(HttpCall call) => call.HasBeenSent ? SoraDelivery.Maybe : call.IsRedirected ? SoraDelivery.Refused : SoraDelivery.No;

    private string Format(string text, Exception cause) =>
        string.Format(Strings.Culture, text, EndSentence(_redactor.Redact(cause.GetBaseException().Message))).TrimEnd();

    private static string Seconds(string text, TimeSpan limit) => string.Format(Strings.Culture, text, limit.TotalSeconds);

    /// <summary>A message of .NET with a full stop at its end.</summary>
    private static string EndSentence(string? message)
    {
        string text = SafeText.ForDisplay(message?.Trim(), 500);
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
    private static HttpStatusCode? GetProxyStatus(Exception e) => (e as HttpRequestException)?.StatusCode;

    private static bool IsTlsFailure(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static bool IsInvalidHttp(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded };

    private static bool IsConnectFailure(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError,
    };
#else
    private static HttpStatusCode? GetProxyStatus(Exception e) => (Find<WebException>(e)?.Response as HttpWebResponse)?.StatusCode;

    private static bool IsTlsFailure(Exception e) => GetStatus(e) is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure;

    private static bool IsInvalidHttp(Exception e) => GetStatus(e) is WebExceptionStatus.ServerProtocolViolation;

    private static bool IsConnectFailure(Exception e) =>
        GetStatus(e) is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure;

    private static WebExceptionStatus? GetStatus(Exception e) => Find<WebException>(e)?.Status;
#endif
}
