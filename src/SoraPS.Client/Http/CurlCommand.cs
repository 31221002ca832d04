using System.Text;

namespace SoraPS.Http;

/// <summary>A request as a command line of curl for a POSIX shell. Secrets stand as variables of the shell: <c>$SORA_TOKEN</c>.</summary>
internal static class CurlCommand
{
    /// <summary>The command line.</summary>
    /// <param name="options">The server, and how it is spoken to.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="json">The body in UTF-8, without white space between its values; null sends none.</param>
    public static string Of(SoraClientOptions options, SoraOperation operation, byte[]? json) =>
        string.Join(" ", Words(options, operation, json));

    private static IEnumerable<string> Words(SoraClientOptions options, SoraOperation operation, byte[]? json)
    {
        yield return "curl -sS -X POST " + Quoted(options.Uri.AbsoluteUri);
        foreach (string word in Transport(options))
        {
            yield return word;
        }

        yield return Header(SoraClient.TargetHeader, operation.Target);
        foreach (string word in Identity(options))
        {
            yield return word;
        }

        if (json is not null)
        {
            // Outside of its texts JSON is ASCII, so that what does not show can stand as an escape, \u202E.
            yield return Header("Content-Type", "application/json") + " --data-raw " + Quoted(SafeText.ForDisplay(Encoding.UTF8.GetString(json), int.MaxValue));
        }
    }

    private static IEnumerable<string> Transport(SoraClientOptions options)
    {
        if (options.SkipCertificateCheck)
        {
            yield return "-k";
        }

        if (options.Certificate is not null || options.RequiresCertificate)
        {
            yield return "--cert " + Variable("CERTIFICATE");
        }

        if (options.Proxy is { } proxy)
        {
            yield return "-x " + Quoted(proxy.AbsoluteUri);
        }

        if (options.ProxyCredential is { } credential)
        {
            yield return "-U " + Quoted(credential.UserName + ":") + Variable("PROXY_PASSWORD");
        }

        // As the client does: to this host it goes without the system's proxy.
        if (options.NoProxy || (options.Proxy is null && Loopback.IsLoopback(options.Uri)))
        {
            yield return "--noproxy '*'";
        }
    }

    private static IEnumerable<string> Identity(SoraClientOptions options)
    {
        if (options.HasToken)
        {
            yield return "-H \"Authorization: Bearer $SORA_TOKEN\"";
        }

        if (options.Credential is { } credential)
        {
            yield return "-u " + Quoted(credential.UserName + ":") + Variable("PASSWORD");
        }

        foreach (var header in options.Headers ?? SoraClientOptions.Nothing)
        {
            yield return HeaderNames.IsShown(header.Key)
                ? Header(header.Key, header.Value)
                : Header(header.Key, string.Empty) + Variable("HEADER_" + Name(header.Key));
        }
    }

    private static string Header(string name, string value) => "-H " + Quoted(name + ": " + value);

    private static string Variable(string name) => "\"$SORA_" + name + "\"";

    /// <summary>The name of a header as part of a variable's.</summary>
    private static string Name(string header) => string.Concat(header.Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? char.ToUpperInvariant(c) : '_'));

    /// <summary>A word that the shell takes as it is.</summary>
    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''") + "'";
}
