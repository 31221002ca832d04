using System.Text.RegularExpressions;

namespace SoraPS.Http;

/// <summary>Which of the headers that a user gave may be shown, and which identify the caller.</summary>
internal static class HeaderNames
{
    // They describe a request, and never say who sends it.
    private static readonly HashSet<string> Shown = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "From", "Host", "Origin", "Referer", "User-Agent",
    };

    private static readonly Regex Identifying = new("auth|bearer|cookie|credential|jwt|key|pass|secret|session|signature|token", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>True for the few headers whose values may stand in a log, an error or a command line. Every other value may be a secret.</summary>
    public static bool IsShown(string name) => Shown.Contains(name);

    /// <summary>True for a header that is not shown, and whose name says that it identifies the caller.</summary>
    public static bool IdentifiesCaller(string name) => !IsShown(name) && Identifying.IsMatch(name);
}
