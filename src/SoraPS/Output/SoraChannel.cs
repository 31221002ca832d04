namespace SoraPS;

/// <summary>A channel with connections, summed up from a list of connections: Sora's own list of channels says less.</summary>
public sealed class SoraChannel : SoraObject
{
    private readonly SortedSet<string> _videoCodecs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _audioCodecs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sessions = new(StringComparer.Ordinal);
    private HashSet<string>? _clients = new(StringComparer.Ordinal);
    private DateTime? _oldestUtc;
    private DateTime? _newestUtc;

    internal SoraChannel(string channelId) => ChannelId = channelId;

    /// <summary>The channel id.</summary>
    public string ChannelId { get; }

    /// <summary>How many connections it has.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>How many different client ids its connections have.</summary>
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

    /// <summary>When the oldest connection was made, in local time; null if the server sent it for no connection.</summary>
    public DateTime? OldestCreatedAt => _oldestUtc?.ToLocalTime();

    /// <summary>When the newest connection was made, in local time; null if the server sent it for no connection.</summary>
    public DateTime? NewestCreatedAt => _newestUtc?.ToLocalTime();

    /// <summary>True if a connection has simulcast on, false if none has; null if the server sent it for none.</summary>
    public bool? Simulcast { get; private set; }

    /// <summary>True if a connection has spotlight on, false if none has; null if the server sent it for none.</summary>
    public bool? Spotlight { get; private set; }

    /// <summary>The session ids. There are several only if one session ended and another began while the server made the list.</summary>
    public SoraStringCollection SessionId => new(_sessions);

    /// <summary>When the oldest connection was made, in UTC; null if that is not known.</summary>
    internal DateTime? OldestUtc => _oldestUtc;

    /// <summary>How long ago the oldest connection was made.</summary>
    internal TimeSpan? Age => SoraConnection.AgeOf(_oldestUtc);

    /// <summary>The channel's id.</summary>
    public override string ToString() => SafeText.ForDisplay(ChannelId);

    internal void Add(SoraConnection connection)
    {
        ConnectionCount++;
        ClientCount += _clients!.Add(connection.ClientId) ? 1 : 0;
        CountRole(connection.Role);
        AddIfPresent(_videoCodecs, connection.VideoCodecType);
        AddIfPresent(_audioCodecs, connection.AudioCodecType);
        AddIfPresent(_sessions, connection.SessionId);
        var created = connection.GetCreatedUtc();
        _oldestUtc = created < _oldestUtc ? created : _oldestUtc ?? created;
        _newestUtc = created > _newestUtc ? created : _newestUtc ?? created;
        Simulcast = AnyTrue(Simulcast, connection.Simulcast);
        Spotlight = AnyTrue(Spotlight, connection.Spotlight);
    }

    /// <summary>Frees what only <see cref="Add"/> needs, after the last connection was added.</summary>
    internal void Complete() => _clients = null;

    /// <summary>A connection of an unknown role is counted in <see cref="ConnectionCount"/> only.</summary>
    private void CountRole(string role)
    {
        SendrecvCount += role == "sendrecv" ? 1 : 0;
        SendonlyCount += role == "sendonly" ? 1 : 0;
        RecvonlyCount += role == "recvonly" ? 1 : 0;
    }

    private static void AddIfPresent(SortedSet<string> values, string? value)
    {
        if (value is not null)
        {
            values.Add(value);
        }
    }

    private static bool? AnyTrue(bool? one, bool? other) => one == true || other == true ? true : one ?? other;
}
