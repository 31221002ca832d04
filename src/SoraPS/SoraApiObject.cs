using System.Management.Automation;

namespace SoraPS;

/// <summary>A JSON object that Invoke-SoraApi received. Its fields are properties under their wire names.</summary>
public sealed class SoraApiObject
{
    internal SoraApiObject(SoraSession session) => Session = session;

    /// <summary>The name of the session that the object came through.</summary>
    public string Server => Session.Name;

    /// <summary>Fields called <c>server</c>, <c>session</c> or like this property: as properties they would steer the next command.</summary>
    [Hidden]
    public IDictionary<string, object?> AdditionalProperties { get; } = new Dictionary<string, object?>();

    internal SoraSession Session { get; }

    internal static bool Routes(string name) =>
        new[] { nameof(Server), nameof(Session), nameof(AdditionalProperties) }.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Empty, as for any custom object.</summary>
    public override string ToString() => string.Empty;
}
