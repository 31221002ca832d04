using System.Net;

namespace SoraPS.Http;

/// <summary>Addresses whose traffic does not leave this machine.</summary>
internal static class Loopback
{
    /// <summary>Decides by the host that is connected to. <see cref="Uri.IsLoopback"/> also says yes to <c>[::127.0.0.1]</c>, which is an address like any other.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
}
