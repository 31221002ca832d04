using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>A JSON object of which nothing is lost.</summary>
public abstract class SoraRecord
{
    private SoraFields? _unknown;

    /// <summary>The fields of the answer that have no property of their own, under their names on the wire and in the order in which they came.</summary>
    /// <remarks>A method and no property: what serializes properties would give every object an empty dictionary.</remarks>
    public SoraFields GetUnknownFields() => _unknown ?? SoraFields.None;

    internal void Keep(string name, object? value) => (_unknown ??= new SoraFields()).Set(name, value);
}

/// <summary>Something that a Sora server told us.</summary>
public abstract class SoraObject : SoraRecord
{
    /// <summary>The name of the session that the object came through; null outside PowerShell.</summary>
    [JsonIgnore]
    public string? Server { get; internal set; }

    /// <summary>The session itself, which commands further down the pipeline send their requests to.</summary>
    [JsonIgnore]
    internal object? Session { get; set; }
}
