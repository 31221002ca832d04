namespace SoraPS;

/// <summary>One live channel, as the connections of a list show it. Sora has no list of channels that says as much.</summary>
public sealed class SoraChannel : SoraObject
{
    private readonly SortedSet<string> _videoCodecs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _audioCodecs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sessions = new(StringComparer.Ordinal);
    private HashSet<string>? _clients = new(StringComparer.Ordinal);
    private DateTime? _oldestUtc;
    private DateTime? _newestUtc;

    internal SoraChannel(string channelId) => ChannelId = channelId;

    /// <summary>The channel.</summary>
    public string ChannelId { get; }

    /// <summary>How many connections it has.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>How many clients those are, by their ids.</summary>
    public int ClientCount { get; private set; }

    /// <summary>How many connections send and receive.</summary>
    public int SendrecvCount { get; private set; }

    /// <summary>How many connections only send.</summary>
    public int SendonlyCount { get; private set; }

    /// <summary>How many connections only receive.</summary>
    public int RecvonlyCount { get; private set; }

    /// <summary>The video codecs in use, each once.</summary>
    public SoraStringCollection VideoCodecType => new(_videoCodecs);

    /// <summary>The audio codecs in use, each once.</summary>
    public SoraStringCollection AudioCodecType => new(_audioCodecs);

    /// <summary>When the oldest connection was made, in local time; null if no connection says when.</summary>
    public DateTime? OldestCreatedAt => _oldestUtc?.ToLocalTime();

    /// <summary>When the newest connection was made, in local time; null if no connection says when.</summary>
    public DateTime? NewestCreatedAt => _newestUtc?.ToLocalTime();

    /// <summary>True if a connection has simulcast, false if none has; null if none says.</summary>
    public bool? Simulcast { get; private set; }

    /// <summary>True if a connection has spotlight, false if none has; null if none says.</summary>
    public bool? Spotlight { get; private set; }

    /// <summary>The channel's session, issued by Sora. Several only where the list was made while one ended and another began.</summary>
    public SoraStringCollection SessionId => new(_sessions);

    /// <summary>How long ago the oldest connection was made.</summary>
    internal TimeSpan? Age => SoraConnection.AgeOf(_oldestUtc);

    /// <summary>The channel's id.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId);

    internal void Add(SoraConnection connection)
    {
        ConnectionCount++;
        ClientCount += _clients!.Add(connection.ClientId) ? 1 : 0;
        CountRole(connection.Role);
        Note(_videoCodecs, connection.VideoCodecType);
        Note(_audioCodecs, connection.AudioCodecType);
        Note(_sessions, connection.SessionId);
        var created = connection.GetCreatedUtc();
        _oldestUtc = created < _oldestUtc ? created : _oldestUtc ?? created;
        _newestUtc = created > _newestUtc ? created : _newestUtc ?? created;
        Simulcast = Any(Simulcast, connection.Simulcast);
        Spotlight = Any(Spotlight, connection.Spotlight);
    }

    /// <summary>There is nothing more to add.</summary>
    internal void Complete() => _clients = null;

    /// <summary>A role that we do not know counts as a connection only.</summary>
    private void CountRole(string role)
    {
        SendrecvCount += role == "sendrecv" ? 1 : 0;
        SendonlyCount += role == "sendonly" ? 1 : 0;
        RecvonlyCount += role == "recvonly" ? 1 : 0;
    }

    private static void Note(SortedSet<string> seen, string? text)
    {
        if (text is not null)
        {
            seen.Add(text);
        }
    }

    private static bool? Any(bool? one, bool? other) => one == true || other == true ? true : one ?? other;
}
