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
