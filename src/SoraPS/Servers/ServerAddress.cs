using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SoraPS.Servers;

/// <summary>Parses addresses in the forms that users write.</summary>
internal static class ServerAddress
{
    private static readonly Regex Scheme = new("^[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex IncompleteScheme = new("^https?:(?!//|[0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex HostAndPort = new(@"^(\[[0-9a-f:.]+\]|[^\s/:@]+):[0-9]{1,5}(/.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex BareWord = new(@"^[^\s./:@?#\[\]\\]+$", RegexOptions.CultureInvariant);
    private static readonly Regex Port = new(@"^(?:[a-z][a-z0-9+.-]*://)?(?:\[[^\]]*\]|[^/:\[]*):([0-9]+)(?:/.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex MayEndWithPort = new(":[0-9]{3,}$", RegexOptions.CultureInvariant);
    private static readonly Regex Query = new("([?#]).*$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    private static readonly Regex UserInfo = new("^([a-z][a-z0-9+.-]*:/*)?.*@", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>True for text that can only be an address, and not the name of a server.</summary>
    public static bool IsAddress(string text) => Scheme.IsMatch(text.Trim()) || HostAndPort.IsMatch(text.Trim()) || IsIPv6(text.Trim());

    /// <summary>
    /// <c>localhost:3000</c> is <c>http://localhost:3000/</c>; <c>[uri]</c> would read <c>localhost</c> as a scheme. Text that is no address
    /// becomes a relative URI, which no server accepts.
    /// </summary>
    public static Uri Parse(string text)
    {
        text = text.Trim();
        text = IsIPv6(text) ? "[" + text + "]" : text;
        bool complete = Scheme.IsMatch(text) || (text.Contains(':') && !HostAndPort.IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out _));
        return !IncompleteScheme.IsMatch(text) && Uri.TryCreate(complete ? text : "http://" + text, UriKind.Absolute, out var uri)
            ? uri
            : new Uri(Uri.EscapeDataString(ForMessage(Truncate(text))), UriKind.Relative);
    }

    /// <summary>The same for Register-SoraServer and Set-SoraServer: a single word is more likely the name of a registered server than a host.</summary>
    public static Uri ParseRegistered(string text) =>
        IsBareWord(text.Trim()) ? new Uri(Uri.EscapeDataString(Truncate(text.Trim())), UriKind.Relative) : Parse(text);

    /// <summary>Throws an exception that explains why a text is no address.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public static void ThrowIfNone(Uri? parsed)
    {
        if (parsed is not { IsAbsoluteUri: false })
        {
            return;
        }

        string text = Uri.UnescapeDataString(parsed.OriginalString);
        string? mistake = IsBareWord(text) ? Messages.AddressIsWord
            : text.Any(char.IsWhiteSpace) ? Messages.AddressHasBlank
            : Port.Match(text) is { Success: true } port && (port.Groups[1].Length > 5 || int.Parse(port.Groups[1].Value, CultureInfo.InvariantCulture) > 65535) ? Messages.AddressHasNoPort
            : IPAddress.TryParse(text, out _) ? Messages.AddressNeedsBrackets
            : null;
        if (mistake is not null)
        {
            throw new ArgumentException(string.Format(Messages.Culture, mistake, SafeText.ForDisplay(text, 300)));
        }
    }

    private static bool IsBareWord(string text) => BareWord.IsMatch(text) && !text.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    // ::1:3000 is a valid address without a port, but the user probably means the port 3000.
    private static bool IsIPv6(string text) =>
        text.Contains(':') && !MayEndWithPort.IsMatch(text) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && text[0] != '[';

    // Before .NET 10 a URI has at most 65,519 characters, and escaping makes up to nine of one.
    private static string Truncate(string text) => text.Length <= 7000 ? text : text.Substring(0, 7000);

    /// <summary>For messages and errors: the text without anything that may be a password or a key, even if it was mistyped.</summary>
    public static string ForMessage(string text) => Query.Replace(UserInfo.Replace(text, "$1...@"), "$1...");

    /// <summary>An address without a password, a query and a fragment. What remains in their place is not valid either; an address without them remains as it is.</summary>
    public static string WithoutSecret(string text) => IsAddress(text) && Parse(text) is { IsAbsoluteUri: true } uri ? WithoutSecret(uri, text) : ForMessage(text);

    /// <summary>The same for a URI.</summary>
    public static Uri WithoutSecret(Uri uri)
    {
        string text = uri.OriginalString;
        string safe = uri.IsAbsoluteUri ? WithoutSecret(uri, text) : ForMessage(text);
        return safe == text ? uri : Uri.TryCreate(safe, UriKind.Absolute, out var known) ? known : new Uri(Uri.EscapeDataString(safe), UriKind.Relative);
    }

    /// <summary>Any value that a user passed, for an error: text without what may be a password or a key.</summary>
    public static object? ForMessage(object? given)
    {
        string? text = given switch
        {
            string written => written,
            Uri { IsAbsoluteUri: false } none => Uri.UnescapeDataString(none.OriginalString),
            Uri uri => uri.OriginalString,
            _ => null,
        };
        return text is null || (given is not Uri { IsAbsoluteUri: false } && ForMessage(text) == text) ? given : ForMessage(text);
    }

    // The path of an address may contain an @.
    private static string WithoutSecret(Uri uri, string text) =>
        uri.Host.Length == 0 || uri.UserInfo.Length > 0 ? ForMessage(text)
        : uri.Query.Length + uri.Fragment.Length > 0 ? Query.Replace(text, "$1...")
        : text;
}
