using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS;

/// <summary>
/// What one client sends to identify itself, to be taken out of everything that a server says in an error: proxies and debug pages like
/// to quote the request. The successful answers are the server's data and are left alone.
/// </summary>
internal sealed class Secrets
{
    // Shorter texts are no secrets, and turn up anywhere.
    private const int MinimumLength = 6;
    private const string Mask = "***";
    private const string MaskInUri = "hidden";

    // As .NET reads the headers and the first line of an answer.
    private static readonly Encoding[] HeadEncodings = { Encoding.GetEncoding("iso-8859-1"), Encoding.ASCII };

    private static readonly string[] Schemes = { "Basic ", "Bearer ", "Digest " };

    private static readonly char[] Separators = { ' ', '\t', ',', ';' };

    private readonly string[] _texts;
    private readonly Lazy<Regex> _pattern;

    public Secrets(SoraClientOptions options)
    {
        // What stands in the address for all to see is none, either.
        string address = options.Uri.AbsoluteUri;
        _texts = TextsOf(options).Where(text => text.Length >= MinimumLength && !address.Contains(text)).Distinct().OrderByDescending(text => text.Length).ToArray();
        _pattern = new(() => new Regex(string.Join("|", _texts.Select(Pattern)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
    }

    /// <summary>True if there is anything to look for.</summary>
    public bool Any => _texts.Length > 0;

    /// <summary>The text without the secrets, also where they are written with the escapes of JSON, URLs or HTML, or where the text ends in the middle of one.</summary>
    public string? Hide(string? text) => text is null || _texts.Length == 0 ? text : HideEnd(_pattern.Value.Replace(text, Mask));

    /// <summary>The cause of a failure, or null where it would tell a secret or could act on a terminal: what .NET says cannot be changed.</summary>
    public Exception? Hide(Exception cause) => (_texts.Length > 0 && _pattern.Value.IsMatch(cause.ToString())) || !SafeText.IsSafeToDisplay(cause) ? null : cause;

    /// <summary>An address that a server sent us to. A query may be a key of its own.</summary>
    public Uri Hide(Uri address)
    {
        string text = address.GetLeftPart(UriPartial.Path);
        return Uri.TryCreate(_texts.Length == 0 ? text : _pattern.Value.Replace(text, MaskInUri), UriKind.Absolute, out var shown) ? shown : new Uri(address.Scheme + "://" + MaskInUri);
    }

    private static IEnumerable<string> TextsOf(SoraClientOptions options)
    {
        if (options.Token is not null)
        {
            yield return options.Token;
        }

        foreach (var credential in new[] { options.Credential, options.ProxyCredential })
        {
            if (credential is not null)
            {
                yield return credential.Password;
                foreach (var encoding in HeadEncodings)
                {
                    yield return encoding.GetString(Encoding.UTF8.GetBytes(credential.Password));
                }

                yield return SoraClientOptions.Basic(credential.UserName, credential.Password);
                yield return SoraClientOptions.Basic(credential.Domain + "\\" + credential.UserName, credential.Password); // so .NET answers a proxy
            }
        }

        foreach (var header in options.Headers ?? SoraClientOptions.Nothing)
        {
            if (SoraClientOptions.MayBeSecret(header.Key))
            {
                yield return header.Value.Trim();
            }

            if (SoraClientOptions.IsSecret(header.Key))
            {
                foreach (string part in PartsOf(header.Value))
                {
                    yield return part;
                }
            }
        }
    }

    /// <summary>The token behind the word Bearer, the password behind Basic, the values of cookies: they may be quoted alone.</summary>
    private static IEnumerable<string> PartsOf(string value)
    {
        foreach (string part in value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("Bearer" or "Digest")))
        {
            yield return part;
            yield return part.Substring(part.TrimEnd('=').IndexOf('=') + 1).Trim('"');
            yield return PasswordIn(part);
        }
    }

    private static string PasswordIn(string base64)
    {
        try
        {
            string pair = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            return pair.Substring(pair.IndexOf(':') + 1);
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }

    private static string Pattern(string text) => Regex.Replace(text, @"\\+|[^\\]", part => part.Value[0] == '\\' ? Backslashes(part.Length) : Pattern(part.Value[0]), RegexOptions.Singleline);

    /// <summary>All of a run are escaped or none: one by one, a text of many could be read in too many ways.</summary>
    private static string Backslashes(int count) =>
        string.Format(CultureInfo.InvariantCulture, @"(?:(?:\\\\){{{0}}}|\\{{{0}}}|(?:%5c){{{0}}}|(?:\\u005c){{{0}}})", count);

    /// <summary>One character as it is or escaped.</summary>
    private static string Pattern(char c)
    {
        string code = ((int)c).ToString("x4", CultureInfo.InvariantCulture);
        string inUrl = char.IsSurrogate(c) ? string.Empty : "|" + string.Concat(Encoding.UTF8.GetBytes(new[] { c }).Select(b => "%" + b.ToString("x2", CultureInfo.InvariantCulture)));
        string inHtml = "|&#(?:0*" + ((int)c).ToString(CultureInfo.InvariantCulture) + "|x0*" + code.TrimStart('0') + ");" + Entity(c);
        return "(?:" + (c is '"' or '/' ? @"\\?" : string.Empty) + Regex.Escape(c.ToString()) + @"|\\u" + code + inUrl + inHtml + ")";
    }

    private static string Entity(char c) => c switch
    {
        '&' => "|&amp;",
        '<' => "|&lt;",
        '>' => "|&gt;",
        '"' => "|&quot;",
        '\'' => "|&apos;",
        ' ' => @"|\+",
        _ => string.Empty,
    };

    /// <summary>The shortest beginning of a secret that tells something: the word before a token, as in <c>Bearer abc</c>, tells nothing.</summary>
    private static int ShortestOf(string secret) =>
        Math.Max(MinimumLength, Schemes.FirstOrDefault(word => secret.StartsWith(word, StringComparison.OrdinalIgnoreCase))?.Length + 1 ?? 0);

    private string HideEnd(string text)
    {
        foreach (string secret in _texts)
        {
            for (int length = Math.Min(secret.Length - 1, text.Length); length >= ShortestOf(secret); length--)
            {
                if (string.CompareOrdinal(text, text.Length - length, secret, 0, length) == 0)
                {
                    return text.Substring(0, text.Length - length) + Mask;
                }
            }
        }

        return text;
    }
}
