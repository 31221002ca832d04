using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>An object that was read from JSON and keeps all of its fields, also those for which it has no property.</summary>
public abstract class SoraRecord
{
    private SoraUnknownFields? _unknown;

    /// <summary>The fields for which the object has no property, with their names in the API, in the order of the answer.</summary>
    /// <remarks>A method, because serializers and Export-Csv would write a property as an empty dictionary for almost every object.</remarks>
    public SoraUnknownFields GetUnknownFields() => _unknown ?? ReadUnknownFields() ?? SoraUnknownFields.Empty;

    internal void AddUnknownField(string name, object? value) => (_unknown ??= new SoraUnknownFields()).Set(name, value);

    /// <summary>The fields of an object that reads them when they are asked for.</summary>
    private protected virtual SoraUnknownFields? ReadUnknownFields() => null;
}

/// <summary>An object that came from a Sora server, and knows which server that was.</summary>
public abstract class SoraObject : SoraRecord
{
    private ISoraServer? _server;

    /// <summary>The name of the server that the object came from; null until <see cref="SetServer"/> was called.</summary>
    [JsonIgnore]
    public string? Server => _server?.Name;

    /// <summary>The server that the object came from; null until <see cref="SetServer"/> was called.</summary>
    /// <remarks>A method, because serializers and views would follow a property into the server object.</remarks>
    public ISoraServer? GetServer() => _server;

    /// <summary>Sets the server that the object came from.</summary>
    public virtual void SetServer(ISoraServer server) => _server = server ?? throw new ArgumentNullException(nameof(server));
}

/// <summary>A server as the caller of this library knows it: by a name that the caller chooses.</summary>
public interface ISoraServer
{
    /// <summary>The name.</summary>
    string Name { get; }
}
