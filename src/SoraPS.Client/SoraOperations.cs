namespace SoraPS;

/// <summary>
/// The operation table. Sources: Sora's documentation pages API_SIGNALING and API_SIMULCAST (certainty A), and the request templates of
/// Shiguredo's Sora DevTools (certainty B).
/// </summary>
public static class SoraOperations
{
    /// <summary>All connections of the server. No body, or <c>local</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraListOperation<SoraConnection> ListConnections = new("Sora_20201013.ListConnections", json => json.Connections(), () => Strings.AboutListConnections);

    /// <summary>The connections of one channel: <c>channel_id</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraListOperation<SoraConnection> ListChannelConnections = new("Sora_20201013.ListChannelConnections", json => json.Connections(), () => Strings.AboutListChannelConnections);

    /// <summary>Cuts every connection of a channel: <c>channel_id</c>, <c>reason</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraChangeOperation<SoraDisconnectedChannel> DisconnectChannel = new("Sora_20151104.DisconnectChannel");

    /// <summary>Cuts the connections of a channel that have one role: <c>channel_id</c>, <c>role</c>, <c>reason</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraChangeOperation<SoraDisconnectedChannel> DisconnectChannelByRole = new("Sora_20201120.DisconnectChannelByRole", () => Strings.AboutDisconnectChannelByRole);

    /// <summary>Cuts every connection of a client id: <c>channel_id</c>, <c>client_id</c>, <c>reason</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraChangeOperation<SoraDisconnectedClient> DisconnectClient = new("Sora_20151104.DisconnectClient");

    /// <summary>Cuts one connection: <c>channel_id</c>, <c>connection_id</c>, <c>reason</c>. Documentation: API_SIGNALING (A).</summary>
    public static readonly SoraChangeOperation<SoraDisconnectedConnection> DisconnectConnection = new("Sora_20151104.DisconnectConnection");

    /// <summary>Asks for a simulcast stream: <c>channel_id</c>, <c>recv_connection_id</c>, <c>rid</c>, <c>send_connection_id</c>. Documentation: API_SIMULCAST (A).</summary>
    public static readonly SoraChangeOperation<SoraRtpStream> RequestRtpStream = new("Sora_20201005.RequestRtpStream", () => Strings.AboutRequestRtpStream);

    /// <summary>Takes such a request back: <c>channel_id</c>, <c>recv_connection_id</c>, <c>send_connection_id</c>. Documentation: API_SIMULCAST (A).</summary>
    public static readonly SoraChangeOperation<SoraRtpStream> ResetRtpStream = new("Sora_20201005.ResetRtpStream", () => Strings.AboutResetRtpStream);

    /// <summary>Every operation in this table: those above, and those without a method of their own that are known to change nothing.</summary>
    public static IReadOnlyList<SoraOperation> All { get; } = new SoraOperation[]
    {
        ListConnections, ListChannelConnections,
        DisconnectChannel, DisconnectChannelByRole, DisconnectClient, DisconnectConnection,
        RequestRtpStream, ResetRtpStream,
        Reads("Sora_20201013.ListChannels"),
        Reads("Sora_20171010.GetStatsReport"),
        Reads("Sora_20171101.GetStatsAllConnections"),
        Reads("Sora_20170529.GetStatsConnection"),
        Reads("Sora_20170529.GetStatsClient"),
        Reads("Sora_20211215.ListRtcStats"),
        Reads("Sora_20211215.ListChannelRtcStats"),
        Reads("Sora_20211215.GetRtcStats"),
        Reads("Sora_20171218.GetLicense"),
        Reads("Sora_20211215.GetMode"),
        Reads("Sora_20211215.ListClusterNodes"),
        Reads("Sora_20211215.ListClusterChannels"),
        Reads("Sora_20231220.GetSession"),
        Reads("Sora_20231220.ListSessions"),
        Reads("Sora_20201124.ListSignalingNotifyMetadata"),
        Reads("Sora_20201124.GetSignalingNotifyMetadata"),
        Reads("Sora_20230628.ListForwardingFilters"),
        Reads("Sora_20230628.ListAudioStreamingResultPushState"),
    };

    /// <summary>The row of a target or, for one that is not in the table, an operation of which nothing is known and which may change anything.</summary>
    /// <param name="target">The header value; compared exactly, as the server does.</param>
    /// <exception cref="ArgumentException">The target is empty or cannot be sent in a header.</exception>
    public static SoraOperation Find(string target)
    {
        if (string.IsNullOrEmpty(target) || target.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(Strings.TargetNotSendable, nameof(target));
        }

        return All.FirstOrDefault(operation => operation.Target == target) ?? new SoraOperation(target, readsOnly: false);
    }

    private static SoraOperation Reads(string target) => new(target, readsOnly: true);
}
