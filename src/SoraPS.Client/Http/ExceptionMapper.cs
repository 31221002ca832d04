using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>Maps what the network, TLS, HTTP and JSON may throw to the errors that are promised: a <see cref="SoraApiException"/> for each.</summary>
internal sealed class ExceptionMapper
{
    // .NET adds the name of its own kind of error: "The response ended prematurely. (ResponseEnded)".
    private static readonly Regex ErrorKind = new(@"\s*\([A-Za-z]+\)$", RegexOptions.CultureInvariant);

    private readonly SecretRedactor _redactor;
    private readonly SoraClientOptions _options;

    // Set and read by the threads of several calls.
    private volatile bool _hasSucceeded;

    public ExceptionMapper(SoraClientOptions options, SecretRedactor redactor) => (_options, _redactor) = (options, redactor);

    /// <summary>The server has answered a call with success: later failures are not due to a wrong scheme or port.</summary>
    public void NoteSuccess(HttpCall call) => _hasSucceeded |= !call.IsRedirected;

    /// <summary>For what failed before the headers of the response were here.</summary>
    /// <exception cref="OperationCanceledException">The caller ended the call.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public SoraApiException WhileSending(Exception cause, HttpCall call)
    {
        call.ThrowIfEnded();
        var failure = SendFailure.Find<TimeoutException>(cause) is not null ? OfTimeout(cause, call)
            : SendFailure.IsProxyRefusal(cause) ? OfProxy(cause, call)
            : SendFailure.IsTlsFailure(cause) ? OfTls(cause, call)
            : SendFailure.IsInvalidHttp(cause) ? OfInvalidHttp(cause, call)
            : Create(SoraError.SoraConnectionFailed, Format(call.HasBeenSent ? Strings.ConnectionClosed : Strings.ConnectionFailed, cause), call, call.DisplayUri, cause);

        // After a redirect the first server has the request, whatever happens at the second.
        failure.NotSent = !call.IsRedirected && SendFailure.IsConnectFailure(cause) && !IsRefusedByProxy(cause, failure.StatusCode);
        return failure;
    }

    /// <summary>For what failed while the body of a success was read.</summary>
    /// <param name="cause">What reading threw.</param>
    /// <param name="response">The response.</param>
    /// <param name="received">How many elements of a list were received before that; null if it is no list.</param>
    /// <inheritdoc cref="WhileSending"/>
    public SoraApiException WhileReading(Exception cause, SoraResponse response, long? received = null)
    {
        response.Call.ThrowIfEnded();
        bool timedOut = cause is TimeoutException or OperationCanceledException; // neither the caller nor the client ended the call
        bool brokeOff = !timedOut && cause is not (JsonException or InvalidDataException or InvalidOperationException);
        string text = timedOut ? Seconds(Strings.TimeoutInAnswer, _options.OperationTimeout)
            : brokeOff ? Format(Strings.AnswerBrokeOff, cause)
            : string.Format(Strings.Culture, Strings.AnswerUnexpected, QuoteIfPage(response) ?? GetSentence(cause));
        var error = timedOut ? SoraError.SoraTimeout : brokeOff ? SoraError.SoraIncomplete : SoraError.SoraInvalidResponse;
        var failure = Create(error, WithCount(text, brokeOff || received > 0 ? received : null), response.Call, response.RequestUri, cause);
        failure.StatusCode = response.Message.StatusCode;
        failure.ResponseBody = JsonString.EscapeForDisplay(_redactor.Redact(response.Beginning));
        failure.ReceivedCount = received ?? 0;
        failure.Delivered = SoraDelivery.Maybe;
        return failure;
    }

    /// <summary>For a response that is no success.</summary>
    /// <inheritdoc cref="WhileSending"/>
    public Task<SoraApiException> FromErrorAsync(SoraResponse response) => ErrorResponse.ReadAsync(response, _redactor, this);

    /// <summary>An error of a call, with what is known of the way that its request took.</summary>
    public SoraApiException Create(SoraError error, string detail, HttpCall call, Uri uri, Exception? cause = null)
    {
        string text = call.IsRedirected
            ? string.Format(Strings.Culture, Strings.AfterRedirect, SafeText.ForDisplay(call.StartUri.AbsoluteUri), SafeText.ForDisplay(uri.AbsoluteUri), detail)
            : detail;
        return new(error, call.Operation, uri, text, cause is null ? null : _redactor.Redact(cause))
        {
            Delivered = call.HasBeenSent ? SoraDelivery.Maybe : call.IsRedirected ? SoraDelivery.Refused : SoraDelivery.No,
            SentCredential = error == SoraError.SoraProxyError ? _options.ProxyCredential is not null : call.IsSameOrigin && _options.IdentifiesCaller,
            Proxy = MessageHandlerFactory.FindProxy(_options, call.Uri),
            HasSucceededBefore = _hasSucceeded && !call.IsRedirected,
            RedirectedFrom = call.IsRedirected ? SoraApiException.Escape(call.StartUri) : null,
        };
    }

    /// <summary>True for what reading a body may throw. Anything else is a defect of this library, and must surface as it is.</summary>
    public static bool IsReadFailure(Exception e) =>
        e is JsonException or IOException or TimeoutException or InvalidDataException or HttpRequestException or OperationCanceledException or ObjectDisposedException or WebException
        || (e is InvalidOperationException && e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true);

    /// <summary>True for what sending may throw.</summary>
    public static bool IsSendFailure(Exception e) => e is HttpRequestException or OperationCanceledException or TimeoutException or IOException or WebException or SocketException;

    // Asking again would be refused again.
    private static bool IsRefusedByProxy(Exception cause, HttpStatusCode? status) =>
        status is { } code ? !RetryPolicy.IsTransient(code) : SendFailure.IsProxyAuthenticationFailure(cause);

    private static string Seconds(string text, TimeSpan limit) => string.Format(Strings.Culture, text, limit.TotalSeconds);

    /// <summary>The sentence, with how many objects of a list came before that.</summary>
    private static string WithCount(string sentence, long? received) => received is null ? sentence : string.Format(
        Strings.Culture,
        Strings.AfterObjects,
        sentence,
        received);

    /// <summary>A message of .NET with a full stop at its end.</summary>
    private static string EndSentence(string? message)
    {
        string text = SafeText.ForDisplay(ErrorKind.Replace(message?.Trim() ?? string.Empty, string.Empty), 500);
        bool isEnded = text.TrimEnd('.', '\'', '"').Length < text.Length && text.IndexOf('.', text.Length - Math.Min(3, text.Length)) >= 0;
        return isEnded || text.LastOrDefault() == '。' ? text : text + ".";
    }

    private SoraApiException OfTimeout(Exception cause, HttpCall call)
    {
        // The time limit of the operation is ours, and the outermost; the other one is that of the handler, for making a connection.
        var limit = cause is TimeoutException ? _options.OperationTimeout : _options.ConnectionTimeout;
        return Create(SoraError.SoraTimeout, Seconds(call.HasBeenSent ? Strings.TimeoutNoAnswer : Strings.TimeoutNoConnection, limit), call, call.DisplayUri, cause);
    }

    private SoraApiException OfProxy(Exception cause, HttpCall call)
    {
        var status = SendFailure.GetProxyStatus(cause);
        string proxy = SafeText.ForDisplay(MessageHandlerFactory.FindProxy(_options, call.Uri)?.AbsoluteUri);
        string detail = status is { } code ? string.Format(Strings.Culture, Strings.ProxyRefused, proxy, (int)code) : string.Format(Strings.Culture, Strings.ProxyFailed, proxy, GetSentence(cause));
        var failure = Create(SoraError.SoraProxyError, detail, call, call.DisplayUri, cause);
        failure.StatusCode = status;
        return failure;
    }

    private SoraApiException OfTls(Exception cause, HttpCall call)
    {
        if (!SendFailure.IsNotTls(cause))
        {
            return Create(SoraError.SoraCertificateError, Format(Strings.CertificateRefused, cause), call, call.DisplayUri, cause);
        }

        var failure = Create(SoraError.SoraInvalidResponse, Strings.AnswerNotTls, call, call.DisplayUri, cause);
        failure.IsSchemeMismatch = true;
        return failure;
    }

    private SoraApiException OfInvalidHttp(Exception cause, HttpCall call)
    {
        bool isTls = SendFailure.IsTlsAlert(cause);
        var failure = Create(SoraError.SoraInvalidResponse, isTls ? Strings.AnswerTls : Format(Strings.AnswerNotHttp, cause), call, call.DisplayUri, cause);
        failure.IsSchemeMismatch = isTls;
        failure.Delivered = isTls ? SoraDelivery.Refused : failure.Delivered;
        return failure;
    }

    /// <summary>What a page says, where a page came instead of JSON. It may say what we sent.</summary>
    private string? QuoteIfPage(SoraResponse response) => response.Beginning.TrimStart().FirstOrDefault() == '<' ? EndSentence(ResponseQuote.Of(_redactor.Redact(response.Beginning))) : null;

    private string Format(string text, Exception cause) => string.Format(Strings.Culture, text, GetSentence(cause)).TrimEnd();

    private string GetSentence(Exception cause) => EndSentence(_redactor.Redact(SendFailure.GetMessage(cause)));
}
