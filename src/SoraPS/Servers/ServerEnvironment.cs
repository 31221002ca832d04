namespace SoraPS.Servers;

/// <summary>What the environment variables say: the server that commands use if none is registered, and where kept servers are.</summary>
internal static class ServerEnvironment
{
    /// <summary>The variable that names the server.</summary>
    public const string AddressVariable = "SORA_API_URL";

    /// <summary>The variable that names the folder of the kept servers.</summary>
    public const string ConfigurationVariable = "SORA_CONFIG_HOME";

    private const string TokenVariable = "SORA_API_TOKEN";

    // Sora's documented port; Shiguredo recommends binding it to loopback (documentation: API, PRODUCTION).
    private const string SoraOnThisHost = "http://127.0.0.1:3000/";

    /// <summary>True if the variable names a server.</summary>
    public static bool HasAddress => GetVariable(AddressVariable) is not null;

    /// <summary>The address.</summary>
    public static string Address => GetVariable(AddressVariable) ?? SoraOnThisHost;

    /// <summary>The bearer token. It belongs to the address in the other variable, and is sent to no other address.</summary>
    public static string? Token => HasAddress ? GetVariable(TokenVariable) : null;

    /// <summary>The folder of the kept servers.</summary>
    /// <exception cref="ArgumentException">The variables name none.</exception>
    public static string ConfigurationFolder
    {
        get
        {
            if (GetVariable(ConfigurationVariable) is { } given)
            {
                return IsFullPath(given) ? given : throw new ArgumentException(string.Format(Messages.Culture, Messages.ConfigurationFolderNotFull, SafeText.ForDisplay(given, 300)));
            }

            // GetFolderPath returns an empty text for a folder that does not exist, unless it is told not to look.
            string? root = Environment.OSVersion.Platform == PlatformID.Win32NT
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
                : GetUnixRoot();
            return string.IsNullOrEmpty(root) ? throw new ArgumentException(Messages.NoConfigurationFolder) : Path.Combine(root, "SoraPS");
        }
    }

    // A relative path is to be ignored (XDG Base Directory Specification).
    private static string? GetUnixRoot() =>
        GetVariable("XDG_CONFIG_HOME") is { } configuration && IsFullPath(configuration) ? configuration
        : GetVariable("HOME") is { } home ? Path.Combine(home, ".config")
        : null;

    private static bool IsFullPath(string path) =>
#if NET
        Path.IsPathFullyQualified(path);
#else
        path.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(path) && Path.GetPathRoot(path) is not ("\\" or "/");
#endif

    private static string? GetVariable(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
