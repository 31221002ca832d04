using System.Text.RegularExpressions;

namespace SoraPS;

/// <summary>Addresses as people write them.</summary>
internal static class Address
{
    private static readonly Regex Scheme = new("^[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex HalfAScheme = new("^https?:(?!//|[0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex HostAndPort = new(@"^(\[[0-9a-f:.]+\]|[^\s/:@]+):[0-9]{1,5}(/.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Query = new("([?#]).*$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    private static readonly Regex UserInfo = new("^([a-z][a-z0-9+.-]*:/*)?.*@", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>True for a text that cannot be meant as the name of a session.</summary>
    public static bool IsMeant(string text) => Scheme.IsMatch(text) || HostAndPort.IsMatch(text);

    /// <summary>
    /// <c>localhost:3000</c> is <c>http://localhost:3000/</c>, where <c>[uri]</c> would see a scheme <c>localhost</c>. What is no address
    /// comes back as a relative one, which no session takes.
    /// </summary>
    public static Uri Parse(string text)
    {
        bool complete = Scheme.IsMatch(text) || (text.Contains(':') && !HostAndPort.IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out _));
        return !HalfAScheme.IsMatch(text) && Uri.TryCreate(complete ? text : "http://" + text, UriKind.Absolute, out var uri)
            ? uri
            : new Uri(Uri.EscapeDataString(WithoutSecret(Beginning(text))), UriKind.Relative);
    }

    // Before .NET 10 a URI has at most 65,519 characters, and escaping makes up to nine of one.
    private static string Beginning(string text) => text.Length <= 7000 ? text : text.Substring(0, 7000);

    /// <summary>For messages and errors: the text as it is, unless a password or a key may be in it, however it was mistyped.</summary>
    public static string WithoutSecret(string text) => Query.Replace(UserInfo.Replace(text, "$1...@"), "$1...");

    /// <summary>The same for whatever a user passed.</summary>
    public static object? WithoutSecret(object? given)
    {
        string? text = given switch
        {
            string written => written,
            Uri { IsAbsoluteUri: false } none => Uri.UnescapeDataString(none.OriginalString),
            Uri uri => uri.OriginalString,
            _ => null,
        };
        return text is null || (given is not Uri { IsAbsoluteUri: false } && WithoutSecret(text) == text) ? given : WithoutSecret(text);
    }
}
