using System.Collections.Specialized;

namespace SoraPS;

/// <summary>A JSON object that Invoke-SoraApi received. Its fields are properties under their wire names, those that would steer the next command excepted: they are in its property <c>AdditionalProperties</c>.</summary>
public sealed class SoraApiObject
{
    internal SoraApiObject(SoraSession session) => Session = session;

    /// <summary>The name of the session that the object came through.</summary>
    public string Server => Session.Name;

    internal SoraSession Session { get; }

    /// <summary>Empty, as for any custom object.</summary>
    public override string ToString() => string.Empty;
}

#pragma warning disable CA1010, CA1710, CA2237 // A name that tells what it holds; nobody serializes it in binary.
/// <summary>A JSON object whose names fit no properties: they differ in case only, or PowerShell keeps them for itself.</summary>
public sealed class SoraApiDictionary : OrderedDictionary
#pragma warning restore CA1010, CA1710, CA2237
{
    internal SoraApiDictionary()
        : base(StringComparer.Ordinal)
    {
    }
}
