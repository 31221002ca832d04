using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>What the simulator is as a node: its mode and its licence.</summary>
internal sealed class SimulatedNode
{
    private volatile string _mode = "normal";

    /// <summary>Whom it lets in (documentation: API_MODE, A).</summary>
    public string Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>The licence (documentation: API_LICENSE, A).</summary>
    public static JsonObject License() => new()
    {
        ["expired_at"] = "2099-12",
        ["max_connections"] = 100,
        ["max_nodes"] = 10,
        ["product_name"] = "Sora",
        ["serial_code"] = "SIMULATOR",
        ["type"] = "Simulator",
    };

    /// <summary>Whether somebody may connect to a channel, which lives or not.</summary>
    public bool LetsIn(Func<bool> channelLives) => _mode switch
    {
        "block_new_connection" => false,
        "block_new_session" => channelLives(),
        _ => true,
    };
}
