namespace SoraPS.Servers;

/// <summary>The server that commands use if none is registered: from the environment variables.</summary>
internal static class ServerEnvironment
{
    /// <summary>The variable that names the server.</summary>
    public const string AddressVariable = "SORA_API_URL";

    private const string TokenVariable = "SORA_API_TOKEN";

    // Sora's documented port; Shiguredo recommends binding it to loopback (documentation: API, PRODUCTION).
    private const string SoraOnThisHost = "http://127.0.0.1:3000/";

    /// <summary>The address.</summary>
    public static string Address => GetVariable(AddressVariable) ?? SoraOnThisHost;

    /// <summary>The bearer token. It belongs to the address in the other variable, and is sent to no other address.</summary>
    public static string? Token => GetVariable(AddressVariable) is null ? null : GetVariable(TokenVariable);

    private static string? GetVariable(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
