using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of GetMode and ChangeMode: whom the server lets in (documentation: API_MODE, A).</summary>
public sealed class SoraMode : SoraAnswer
{
    /// <summary>
    /// <c>normal</c>; <c>block_new_session</c>: into channels that live only; <c>block_new_connection</c>: nobody. A node of a cluster that is cut off
    /// has another one, whose name is not publicly known. A node takes <c>block_new_connection</c> by itself when it cannot write its logs.
    /// </summary>
    [JsonPropertyName("mode")]
    [JsonInclude]
    public string? Mode { get; internal set; }

    internal override bool IsAnswer => Mode is not null;

    /// <summary>The mode.</summary>
    public override string ToString() => SafeText.ForDisplay(Mode);
}
