namespace SoraPS;

/// <summary>
/// What a command was for, with the names of the cmdlets' parameters as properties: the target object of an error. A cmdlet that takes it from the
/// pipeline tries again with the same ids, on the same server.
/// </summary>
public sealed class SoraErrorTarget : SoraObject
{
    /// <summary>Creates an object with these properties. Those that are null are left out.</summary>
    /// <exception cref="ArgumentNullException">There is no list.</exception>
    public SoraErrorTarget(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        foreach (var property in properties ?? throw new ArgumentNullException(nameof(properties)))
        {
            if (property.Value is not null)
            {
                AddUnknownField(property.Key, property.Value);
            }
        }
    }

    /// <summary>The value of a property; null if there is none of that name.</summary>
    public object? GetValue(string name) => GetUnknownFields().TryGetValue(name, out object? value) ? value : null;

    /// <summary>The ids with slashes between them, as the text of a connection: <c>channel/client/connection</c>. The role is in it only if there is no id of a connection. Without ids, the server.</summary>
    public override string ToString()
    {
        bool hasConnection = GetUnknownFields().Any(field => field.Key.EndsWith(nameof(SoraConnection.ConnectionId), StringComparison.Ordinal));
        string ids = string.Join("/", GetUnknownFields().Where(field => !hasConnection || field.Key != nameof(SoraConnection.Role)).Select(field => field.Value).OfType<string>().Select(text => SafeText.ForDisplay(text)));
        return ids.Length > 0 ? ids : SafeText.ForDisplay(Server);
    }
}
