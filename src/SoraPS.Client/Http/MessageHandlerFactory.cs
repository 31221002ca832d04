using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SoraPS.Http;

/// <summary>The HTTP handlers of one client. They keep no cookies and follow no redirects: <see cref="RedirectStage"/> decides which are followed, and <see cref="AuthenticationStage"/> what is sent where.</summary>
internal static class MessageHandlerFactory
{
    // Sora's HTTP server closes a connection after 5 s without a request. It is closed here before that.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

#if NET
    public static HttpMessageHandler Create(SoraClientOptions options, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectionTimeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : options.ConnectionTimeout,
            PooledConnectionIdleTimeout = Idle,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseDrainSize = 0, // an answer that is given up closes its connection instead of being read to the end
            UseProxy = UsesProxy(options),
            Proxy = ProxyOf(options),
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = new X509CertificateCollection { certificate };
            handler.SslOptions.LocalCertificateSelectionCallback = (_, host, _, _, _) => host == options.TlsHost ? certificate : null!; // not to a proxy
        }

        if (options.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // The user asked for it, for this client only.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }
#else
    public static HttpMessageHandler Create(SoraClientOptions options, X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip, // HTTP's deflate is zlib, which .NET Framework does not read
            MaxConnectionsPerServer = 64,
            SslProtocols = System.Security.Authentication.SslProtocols.Tls12, // the default follows the host program, and Windows PowerShell's may be older
            UseProxy = UsesProxy(options),
            Proxy = ProxyOf(options),
        };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        if (options.SkipCertificateCheck)
        {
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        }

        return handler;
    }

    /// <summary>Limits how long the connection of a request may be idle. .NET Framework keeps the limit with the address that is connected to: the server's, that of a redirect, or the proxy's.</summary>
    public static void LimitIdleTime(SoraClientOptions options, Uri uri)
    {
        if (UsesProxy(options) && options.Proxy is null)
        {
            // Asking the system for its proxy may take time. The request does it meanwhile, too, and its connection is not idle before that.
            _ = Task.Run(() => LimitIdleTime(uri, WebRequest.DefaultWebProxy));
        }
        else
        {
            LimitIdleTime(uri, UsesProxy(options) ? ProxyOf(options) : null);
        }
    }

    private static void LimitIdleTime(Uri uri, IWebProxy? proxy) => ServicePointManager.FindServicePoint(uri, proxy).MaxIdleTime = (int)Idle.TotalMilliseconds;
#endif

    /// <summary>The proxy that a request to an address has to pass, without its password; null for none.</summary>
    public static Uri? FindProxy(SoraClientOptions options, Uri uri)
    {
        if (!UsesProxy(options))
        {
            return null;
        }

#if NET
        var system = HttpClient.DefaultProxy;
#else
        var system = WebRequest.DefaultWebProxy;
#endif
        var proxy = options.Proxy ?? (system is null || system.IsBypassed(uri) ? null : system.GetProxy(uri));
        return proxy is null || proxy == uri ? null : WithoutUserInfo(proxy);
    }

    /// <summary>The address without a user name and a password.</summary>
    public static Uri WithoutUserInfo(Uri uri) => uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = string.Empty, Password = string.Empty }.Uri;

    // A system proxy cannot reach the loopback address that the user means.
    private static bool UsesProxy(SoraClientOptions options) =>
        !options.NoProxy && (options.Proxy is not null || !Loopback.IsLoopback(options.Uri));

    private static WebProxy? ProxyOf(SoraClientOptions options) =>
        options.Proxy is null ? null : new WebProxy(options.Proxy) { Credentials = options.ProxyCredential };
}
