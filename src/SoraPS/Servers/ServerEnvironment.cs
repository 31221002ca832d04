namespace SoraPS;

/// <summary>The server that is meant where none is registered.</summary>
internal static class ServerEnvironment
{
    /// <summary>The variable that names the server.</summary>
    public const string AddressVariable = "SORA_API_URL";

    private const string TokenVariable = "SORA_API_TOKEN";

    // Sora's documented port; Shiguredo recommends binding it to loopback (documentation: API, PRODUCTION).
    private const string SoraOnThisHost = "http://127.0.0.1:3000/";

    /// <summary>The address.</summary>
    public static string Address => Value(AddressVariable) ?? SoraOnThisHost;

    /// <summary>The bearer token, which belongs to the address in the other variable and goes to no other.</summary>
    public static string? Token => Value(AddressVariable) is null ? null : Value(TokenVariable);

    private static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
