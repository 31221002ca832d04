using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Binding;

/// <summary>Reads an address as people write it: <c>localhost:3000</c> is <c>http://localhost:3000/</c>, where <c>[uri]</c> would see a scheme <c>localhost</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Regex Scheme = new("^[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex HostAndPort = new(@"^(\[[0-9a-f:.]+\]|[^\s/:@]+):\d{1,5}(/.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex UserInfo = new("^([a-z][a-z0-9+.-]*://)?[^/?#]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string { Length: > 0 } text ? Parse(text) : inputData;

    /// <summary>True for a text that cannot be meant as the name of a session.</summary>
    internal static bool LooksLikeAddress(string text) => Scheme.IsMatch(text) || HostAndPort.IsMatch(text);

    /// <summary>What a user passed as an address, for an error: as it is, unless a password may be in it.</summary>
    internal static object? WithoutSecret(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is (string or Uri) and var address && UserInfo.IsMatch(address.ToString()!)
            ? UserInfo.Replace(address.ToString()!, "$1...@")
            : value;

    /// <summary>An address that is no URL at all comes back as a relative one, which no session takes.</summary>
    internal static Uri Parse(string text)
    {
        bool complete = Scheme.IsMatch(text) || (text.Contains(':') && !HostAndPort.IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out _));
        return Uri.TryCreate(complete ? text : "http://" + text, UriKind.Absolute, out var uri) ? uri : new Uri(text, UriKind.Relative);
    }
}
