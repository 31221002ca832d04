using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>A JSON object of which nothing is lost.</summary>
public abstract class SoraRecord
{
    private SoraUnknownFields? _unknown;

    /// <summary>The fields of the answer that have no property of their own, under their names on the wire and in the order in which they came.</summary>
    /// <remarks>A method and no property: what serializes properties would give every object an empty dictionary.</remarks>
    public SoraUnknownFields GetUnknownFields() => _unknown ?? SoraUnknownFields.None;

    internal void Keep(string name, object? value) => (_unknown ??= new SoraUnknownFields()).Set(name, value);
}

/// <summary>Something that a Sora server told us.</summary>
public abstract class SoraObject : SoraRecord
{
    private ISoraServer? _server;

    /// <summary>The name of the server that the object came from; null until somebody has named it.</summary>
    [JsonIgnore]
    public string? Server => _server?.Name;

    /// <summary>The server that the object came from, for whoever wants to send it something about the object.</summary>
    /// <remarks>A method and no property: what shows or serializes properties would follow it.</remarks>
    public ISoraServer? GetServer() => _server;

    /// <summary>Names the server that the object came from.</summary>
    public virtual void SetServer(ISoraServer server) => _server = server ?? throw new ArgumentNullException(nameof(server));
}

/// <summary>A server, under the name that a program gives it. Objects of an answer lead back to one.</summary>
public interface ISoraServer
{
    /// <summary>The name.</summary>
    string Name { get; }
}
