namespace SoraPS;

/// <summary>What the simulator knows of itself as a Sora node: its mode and its licence.</summary>
internal sealed class SimulatedNode
{
    private volatile string _mode = "normal";

    /// <param name="license">Its licence.</param>
    public SimulatedNode(SimulatedLicense license) => License = license;

    /// <summary>Its licence.</summary>
    public SimulatedLicense License { get; }

    /// <summary>Which connections it accepts: <c>normal</c>, <c>block_new_session</c> or <c>block_new_connection</c> (documentation: API_MODE, A).</summary>
    public string Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>Whether the mode lets somebody connect to a channel.</summary>
    /// <param name="channelExists">Whether the channel has connections already. Called only if that matters.</param>
    public bool AcceptsConnection(Func<bool> channelExists) => _mode switch
    {
        "block_new_connection" => false,
        "block_new_session" => channelExists(),
        _ => true,
    };
}
