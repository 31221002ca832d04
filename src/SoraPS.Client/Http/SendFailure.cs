using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>What .NET means by an exception that sending a request ended with.</summary>
internal static class SendFailure
{
    // A TLS server that is spoken to without TLS answers with an alert record: content type 21, version 3.x.
    private const string TlsAlert = "\u0015\u0003";

    private static readonly Regex TunnelStatus = new("'([0-9]{3})'", RegexOptions.CultureInvariant);

    /// <summary>The first exception of that type, from the outermost to the innermost.</summary>
    public static T? Find<T>(Exception? e)
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

    /// <summary>What is most telling: <c>Connection refused (10.0.0.1:3000)</c> rather than the reason alone.</summary>
    public static string GetMessage(Exception e) => e.InnerException is System.Net.Sockets.SocketException ? e.Message : e.GetBaseException().Message;

    /// <summary>True if what the server sent instead of HTTP belongs to TLS.</summary>
    public static bool IsTlsAlert(Exception e) => e.Message.Contains(TlsAlert);

#if NET
    /// <summary>A proxy did not make the tunnel to the server.</summary>
    public static bool IsProxyRefusal(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError };

    /// <summary>The status that a proxy refused a tunnel with, if it is known. .NET 8 has it in its message only.</summary>
    public static HttpStatusCode? GetProxyStatus(Exception e) =>
        (e as HttpRequestException)?.StatusCode
        ?? (TunnelStatus.Match(e.Message) is { Success: true } status ? (HttpStatusCode)int.Parse(status.Groups[1].Value, CultureInfo.InvariantCulture) : null);

    /// <summary>A SOCKS proxy does not believe who asks. There is no other sign of it than the message, which is never translated.</summary>
    public static bool IsProxyAuthenticationFailure(Exception e) => IsProxyRefusal(e) && e.GetBaseException().Message.Contains("authenticat");

    public static bool IsTlsFailure(Exception e) => Find<AuthenticationException>(e) is not null || e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    /// <summary>The server answered the beginning of TLS with something else. There is no other sign of it than the message, which is never translated.</summary>
    public static bool IsNotTls(Exception e) => e.GetBaseException().Message.Contains("corrupted frame");

    public static bool IsInvalidHttp(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded };

    public static bool IsConnectFailure(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError,
    };
#else
    /// <summary>A proxy did not make the tunnel to the server.</summary>
    public static bool IsProxyRefusal(Exception e) => GetProxyStatus(e) is not null;

    /// <summary>The status that a proxy refused a tunnel with, if it is known. It may be the exception of the tunnel that has it, within that of the request.</summary>
    public static HttpStatusCode? GetProxyStatus(Exception e)
    {
        var failure = Find<WebException>(e);
        while (failure is not null and not { Response: HttpWebResponse })
        {
            failure = Find<WebException>(failure.InnerException);
        }

        return (failure?.Response as HttpWebResponse)?.StatusCode;
    }

    /// <summary>A SOCKS proxy does not believe who asks. .NET Framework has none.</summary>
    public static bool IsProxyAuthenticationFailure(Exception e) => false;

    public static bool IsTlsFailure(Exception e) => Find<AuthenticationException>(e) is not null || GetStatus(e) is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure;

    /// <summary>The server answered the beginning of TLS with something else: an error of the stream, not of authentication.</summary>
    public static bool IsNotTls(Exception e) => Find<AuthenticationException>(e) is null && Find<IOException>(e) is { InnerException: null };

    public static bool IsInvalidHttp(Exception e) => GetStatus(e) is WebExceptionStatus.ServerProtocolViolation or WebExceptionStatus.MessageLengthLimitExceeded;

    public static bool IsConnectFailure(Exception e) =>
        GetStatus(e) is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
        || IsProxyRefusal(e);

    private static WebExceptionStatus? GetStatus(Exception e) => Find<WebException>(e)?.Status;
#endif
}
