using System.Net;

namespace SoraPS;

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

    /// <summary>What happened, without the operation and the address that <see cref="Exception.Message"/> begins with: a sentence to follow a colon.</summary>
    public string Detail { get; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; internal set; }

    /// <summary>
    /// The server's <c>error_type</c> (or <c>type</c>) as it came, except for what we sent as a secret, and for what could act on a terminal,
    /// which is spelled as <c>\u001B</c>.
    /// </summary>
    public string? ErrorType { get; internal set; }

    /// <summary>
    /// The server's <c>error_reason</c>, any JSON value, as JSON text: harmless in the way of <see cref="ResponseBody"/>. What we sent as a
    /// secret is replaced in it; with an answer of over 256 KB it is left out where there are secrets.
    /// </summary>
    public string? ErrorReason { get; internal set; }

    /// <summary>The operation asked for, as sent in <c>x-sora-target</c>.</summary>
    public string Operation { get; }

    /// <summary>Where the request went; after a redirect, the last place, without its query.</summary>
    public Uri RequestUri { get; }

    /// <summary>
    /// The beginning of the answer's body, except for what we sent as a secret; null where there was none. What could act on a terminal is
    /// spelled as <c>\u001B</c>: of JSON the same JSON.
    /// </summary>
    public string? ResponseBody { get; internal set; }

    /// <summary>Whether the request may have been carried out. A change that is <see cref="SoraDelivery.Maybe"/> may have taken effect.</summary>
    public SoraDelivery Delivered { get; internal set; }

    /// <summary>How many elements of a list were received before the failure.</summary>
    public long ReceivedCount { get; internal set; }

    /// <summary>True if the operation changes something, or is not known to only read.</summary>
    public bool Changes { get; }

    /// <summary>True if the request had a body, and the server refused it.</summary>
    public bool HadBody { get; internal set; }

    /// <summary>True if a token, a credential or a header that identifies the caller was sent. Of a <see cref="SoraError.SoraProxyError"/>: if there was a credential for the proxy.</summary>
    public bool SentCredential { get; internal set; }

    /// <summary>The proxy that the request had to pass; null for none.</summary>
    public Uri? Proxy { get; internal set; }

    /// <summary>The address that the client was given, if the request was redirected from there to <see cref="RequestUri"/>; null otherwise.</summary>
    public Uri? RedirectedFrom { get; internal set; }

    /// <summary>Of a <see cref="SoraError.SoraRedirected"/>: where it leads, without the query; null if that is no http address.</summary>
    public Uri? Location { get; internal set; }

    /// <summary>True if TLS was spoken to a port that does not use it, or the reverse.</summary>
    public bool IsSchemeMismatch { get; internal set; }

    /// <summary>True if an earlier request of the same client succeeded: address and scheme are those of the server.</summary>
    public bool HasSucceededBefore { get; internal set; }

    /// <summary>True if the request cannot have reached the server, also not another one before a redirect.</summary>
    internal bool NotSent { get; set; }

    internal TimeSpan? RetryAfter { get; set; }

    /// <summary>An address whose text keeps its escapes, which may stand for what could act on a terminal.</summary>
    private sealed class EscapedUri(Uri address) : Uri(address.AbsoluteUri)
    {
        public override string ToString() => AbsoluteUri;
    }

    /// <summary>The same address, as a text that is harmless.</summary>
    internal static Uri Escape(Uri address) => new EscapedUri(address);
}
