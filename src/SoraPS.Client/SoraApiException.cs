using System.Net;

namespace SoraPS;

/// <summary>What went wrong. The names are the error ids that PowerShell shows, and never change.</summary>
public enum SoraError
{
    /// <summary>The server refused: a JSON error with <c>error_type</c>.</summary>
    SoraApiError,

    /// <summary>This Sora does not know the operation.</summary>
    SoraOperationNotSupported,

    /// <summary>Status 401, 403 or 407.</summary>
    SoraUnauthorized,

    /// <summary>Any other answer that is no success.</summary>
    SoraHttpError,

    /// <summary>No connection, or it was closed before an answer.</summary>
    SoraConnectionFailed,

    /// <summary>The TLS certificate or handshake failed.</summary>
    SoraCertificateError,

    /// <summary>No connection or no complete answer in time.</summary>
    SoraTimeout,

    /// <summary>A success whose body is not what was asked for.</summary>
    SoraInvalidResponse,

    /// <summary>Refused before any request was sent.</summary>
    SoraInvalidArgument,
}

/// <summary>A call to Sora's HTTP API failed. Arguments that are refused before a request are an <see cref="ArgumentException"/> instead.</summary>
#pragma warning disable CA1032 // It is only made here, and never without the operation and the server.
public sealed class SoraApiException : Exception
#pragma warning restore CA1032
{
    internal SoraApiException(SoraError error, SoraOperation operation, Uri requestUri, string detail, Exception? inner = null)
        : base(string.Format(Strings.Culture, Strings.Failure, SafeText.ForDisplay(operation.Target), SafeText.ForDisplay(requestUri.AbsoluteUri), detail), inner)
    {
        Error = error;
        Operation = operation.Target;
        Changes = operation.Changes;
        RequestUri = new EscapedUri(requestUri);
        Detail = detail;
    }

    /// <summary>What went wrong.</summary>
    public SoraError Error { get; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; internal init; }

    /// <summary>
    /// The server's <c>error_type</c> (or <c>type</c>) as it came, except for what we sent as a secret, and for what could act on a terminal,
    /// which is spelled as <c>\u001B</c>.
    /// </summary>
    public string? ErrorType { get; internal init; }

    /// <summary>
    /// The server's <c>error_reason</c>, any JSON value, as JSON text: harmless in the way of <see cref="ResponseBody"/>. What we sent as a
    /// secret is replaced in it; with an answer of over 256 KB it is left out where there are secrets.
    /// </summary>
    public string? ErrorReason { get; internal init; }

    /// <summary>The operation asked for, as sent in <c>x-sora-target</c>.</summary>
    public string Operation { get; }

    /// <summary>Where the request went; after a redirect, the last place, without its query.</summary>
    public Uri RequestUri { get; }

    /// <summary>
    /// The beginning of the answer's body, except for what we sent as a secret; null where there was none. What could act on a terminal is
    /// spelled as <c>\u001B</c>: of JSON the same JSON.
    /// </summary>
    public string? ResponseBody { get; internal init; }

    /// <summary>What happened, without the operation and the address that <see cref="Exception.Message"/> begins with: a sentence to follow a colon.</summary>
    public string Detail { get; }

    /// <summary>Whether the request may have been carried out. A change that is <see cref="SoraDelivery.Maybe"/> may have taken effect.</summary>
    public SoraDelivery Delivered { get; internal init; }

    /// <summary>True if the operation changes something, or is not known to only read.</summary>
    public bool Changes { get; }

    /// <summary>True if the request had a body, and the server refused it.</summary>
    public bool HadBody { get; internal init; }

    /// <summary>True if the request cannot have reached the server.</summary>
    internal bool NotSent { get; init; }

    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>An address whose text keeps its escapes, which may stand for what could act on a terminal.</summary>
    private sealed class EscapedUri(Uri address) : Uri(address.AbsoluteUri)
    {
        public override string ToString() => AbsoluteUri;
    }
}
