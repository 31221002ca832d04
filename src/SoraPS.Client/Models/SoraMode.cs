using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>The answer of GetMode and ChangeMode: which new connections the server accepts (documentation: API_MODE, A).</summary>
public sealed class SoraMode : SoraChangeAnswer
{
    /// <summary>
    /// <c>normal</c>: every connection is accepted; <c>block_new_session</c>: only connections to channels that have a session; <c>block_new_connection</c>:
    /// none. A node changes to <c>block_new_connection</c> by itself if it cannot write its logs. A node that is isolated from its cluster has another mode,
    /// whose name is not public.
    /// </summary>
    [JsonPropertyName("mode")]
    [JsonInclude]
    public string? Mode { get; internal set; }

    internal override bool IsAnswer => Mode is not null;

    /// <summary>The mode.</summary>
    public override string ToString() => SafeText.ForDisplay(Mode);
}
