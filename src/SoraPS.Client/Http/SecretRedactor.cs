using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>
/// Removes what one client sends as a secret from everything that a server says in an error: proxies and debug pages often quote the request.
/// Successful responses are the server's data, and are not changed.
/// </summary>
internal sealed class SecretRedactor
{
    // Shorter texts are not treated as secrets: they would be found anywhere.
    private const int MinimumLength = 6;
    private const string Mask = "***";
    private const string MaskInUri = "hidden";

    // As .NET reads the headers and the first line of an answer.
    private static readonly Encoding[] HeadEncodings = { Encoding.GetEncoding("iso-8859-1"), Encoding.ASCII };

    private static readonly string[] Schemes = { "Basic ", "Bearer ", "Digest " };

    private static readonly char[] Separators = { ' ', '\t', ',', ';' };

    private readonly Lazy<string[]> _secrets; // most clients never have an error to search
    private readonly Lazy<Regex> _pattern;

    public SecretRedactor(SoraClientOptions options)
    {
        _secrets = new(() => GetSecrets(options));
        _pattern = new(() => new Regex(string.Join("|", _secrets.Value.Select(GetPattern)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
    }

    /// <summary>True if there is anything to look for.</summary>
    public bool HasSecrets => _secrets.Value.Length > 0;

    /// <summary>The text without the secrets, also where they are written with the escapes of JSON, URLs or HTML, or where the text ends in the middle of one.</summary>
    public string? Redact(string? text) => text is null || _secrets.Value.Length == 0 ? text : RedactEnd(_pattern.Value.Replace(text, Mask));

    /// <summary>The cause of a failure, or null where it would tell a secret or could act on a terminal: what .NET says cannot be changed.</summary>
    public Exception? Redact(Exception cause) => (_secrets.Value.Length > 0 && _pattern.Value.IsMatch(cause.ToString())) || !SafeText.IsSafeToDisplay(cause) ? null : cause;

    /// <summary>An address that a server sent us to. A query may be a key of its own.</summary>
    public Uri Redact(Uri address)
    {
        string text = address.GetLeftPart(UriPartial.Path);
        return Uri.TryCreate(_secrets.Value.Length == 0 ? text : _pattern.Value.Replace(text, MaskInUri), UriKind.Absolute, out var shown) ? shown : new Uri(address.Scheme + "://" + MaskInUri);
    }

    /// <summary>The longest first, so that a secret within another one does not hide part of it only.</summary>
    private static string[] GetSecrets(SoraClientOptions options)
    {
        string address = options.Uri.AbsoluteUri; // what is in the address is shown, and no secret
        return GetCandidates(options).Where(text => text.Length >= MinimumLength && !address.Contains(text)).Distinct().OrderByDescending(text => text.Length).ToArray();
    }

    private static IEnumerable<string> GetCandidates(SoraClientOptions options)
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
            if (!HeaderNames.IsShown(header.Key))
            {
                yield return header.Value.Trim();
            }

            if (HeaderNames.IdentifiesCaller(header.Key))
            {
                foreach (string part in GetParts(header.Value))
                {
                    yield return part;
                }
            }
        }
    }

    /// <summary>The token behind the word Bearer, the password behind Basic, the values of cookies: they may be quoted alone.</summary>
    private static IEnumerable<string> GetParts(string value)
    {
        foreach (string part in value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("Bearer" or "Digest")))
        {
            yield return part;
            yield return part.Substring(part.TrimEnd('=').IndexOf('=') + 1).Trim('"');
            yield return GetPassword(part);
        }
    }

    private static string GetPassword(string base64)
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

    private static string GetPattern(string text) => Regex.Replace(text, @"\\+|[^\\]", part => part.Value[0] == '\\' ? GetBackslashes(part.Length) : GetPattern(part.Value[0]), RegexOptions.Singleline);

    /// <summary>All of a run are escaped or none: one by one, a text of many could be read in too many ways.</summary>
    private static string GetBackslashes(int count) =>
        string.Format(CultureInfo.InvariantCulture, @"(?:(?:\\\\){{{0}}}|\\{{{0}}}|(?:%5c){{{0}}}|(?:\\u005c){{{0}}})", count);

    /// <summary>One character as it is or escaped.</summary>
    private static string GetPattern(char c)
    {
        string code = ((int)c).ToString("x4", CultureInfo.InvariantCulture);
        string inUrl = char.IsSurrogate(c) ? string.Empty : "|" + string.Concat(Encoding.UTF8.GetBytes(new[] { c }).Select(b => "%" + b.ToString("x2", CultureInfo.InvariantCulture)));
        string inHtml = "|&#(?:0*" + ((int)c).ToString(CultureInfo.InvariantCulture) + "|x0*" + code.TrimStart('0') + ");" + GetEntity(c);
        return "(?:" + (c is '"' or '/' ? @"\\?" : string.Empty) + Regex.Escape(c.ToString()) + @"|\\u" + code + inUrl + inHtml + ")";
    }

    private static string GetEntity(char c) => c switch
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
    private static int GetShortest(string secret) =>
        Math.Max(MinimumLength, Schemes.FirstOrDefault(word => secret.StartsWith(word, StringComparison.OrdinalIgnoreCase))?.Length + 1 ?? 0);

    private string RedactEnd(string text)
    {
        foreach (string secret in _secrets.Value)
        {
            for (int length = Math.Min(secret.Length - 1, text.Length); length >= GetShortest(secret); length--)
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
