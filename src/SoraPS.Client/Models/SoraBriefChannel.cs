namespace SoraPS;

/// <summary>A channel as ListChannels answers it (documentation: EXPERIMENTAL_API_SIGNALING, A): that there is one, and little else.</summary>
public sealed class SoraBriefChannel : SoraObject
{
    /// <summary>The channel id.</summary>
    public string ChannelId { get; internal set; } = string.Empty;

    /// <summary>Whether spotlight is on; null if the server did not send it.</summary>
    public bool? Spotlight { get; internal set; }

    /// <summary>The channel's id.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId);
}
