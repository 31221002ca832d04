using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of UpdateLicense: the licence that Sora read from its file, and the one before (documentation: API_LICENSE, A).</summary>
public sealed class SoraUpdatedLicense : SoraChangeAnswer
{
    /// <summary>The licence before.</summary>
    [JsonPropertyName("old_license")]
    [JsonInclude]
    public SoraLicense? OldLicense { get; internal set; }

    /// <summary>The licence that is valid now.</summary>
    [JsonPropertyName("new_license")]
    [JsonInclude]
    public SoraLicense? NewLicense { get; internal set; }

    internal override bool IsAnswer => NewLicense is not null;

    /// <inheritdoc/>
    public override void SetServer(ISoraServer server)
    {
        base.SetServer(server);
        NewLicense?.SetServer(server);
        OldLicense?.SetServer(server);
    }

    /// <summary>The new licence.</summary>
    public override string ToString() => NewLicense?.ToString() ?? string.Empty;
}
