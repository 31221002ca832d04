using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>A JSON object of which nothing is lost.</summary>
public abstract class SoraRecord
{
    /// <summary>Fields of the answer that have no property of their own, under their names on the wire. Empty where there are none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, object?> AdditionalProperties => Unknown ?? new SoraFields();

    /// <summary>Where a reader puts the fields that it finds no property for.</summary>
    [JsonExtensionData]
    [JsonInclude]
    internal SoraFields? Unknown { get; set; }

    internal void Keep(string name, object? value) => (Unknown ??= new SoraFields())[name] = value;
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

    /// <summary>True if it came with objects of other servers: then its table says which server each is of.</summary>
    [JsonIgnore]
    internal bool AmongServers { get; set; }
}

#pragma warning disable CA1710, CA2237 // A name that tells what it holds; nobody serializes it in binary.
/// <summary>Fields under their names on the wire.</summary>
public sealed class SoraFields : Dictionary<string, object?>
#pragma warning restore CA1710, CA2237
{
    /// <summary>The names, for a table or a CSV file.</summary>
    public override string ToString() => string.Join(", ", Keys);
}
