namespace SoraPS;

/// <summary>The spotlight of one channel of a simulator: who has the focus. Sora's lists of connections do not show it.</summary>
public sealed class SoraSimulatorSpotlight
{
    internal SoraSimulatorSpotlight(string channelId, long? number, IReadOnlyList<string> focused, IReadOnlyList<string> isFixed)
    {
        ChannelId = channelId;
        SpotlightNumber = number;
        FocusedConnectionId = new SoraStringCollection(focused);
        FixedConnectionId = new SoraStringCollection(isFixed);
    }

    /// <summary>The channel.</summary>
    public string ChannelId { get; }

    /// <summary>How many may have the focus at once; null if that was not changed.</summary>
    public long? SpotlightNumber { get; }

    /// <summary>The connections that have the focus, the one that got it last at the end.</summary>
    public SoraStringCollection FocusedConnectionId { get; }

    /// <summary>Those of them that have it until it is taken back.</summary>
    public SoraStringCollection FixedConnectionId { get; }

    /// <summary>The channel and the connections that have the focus.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId) + ": " + string.Join(", ", FocusedConnectionId.Select(id => SafeText.ForDisplay(id)));
}
