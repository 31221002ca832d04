namespace SoraPS;

/// <summary>A push as one connection of a simulator would have received it.</summary>
public sealed class SoraSimulatorPush
{
    private readonly SimulatorValueConverter _converter;
    private readonly SimulatedPush _push;

    internal SoraSimulatorPush(SimulatorValueConverter converter, SimulatedPush push)
    {
        _converter = converter;
        _push = push;
    }

    /// <summary>When it was sent, in local time.</summary>
    public DateTime Time => _push.Time;

    /// <summary>The channel of the connection.</summary>
    public string ChannelId => _push.To.ChannelId;

    /// <summary>The client of the connection.</summary>
    public string ClientId => _push.To.ClientId;

    /// <summary>The connection that receives it.</summary>
    public string ConnectionId => _push.To.ConnectionId;

    /// <summary>The data, as an object: <c>$push.Data.text</c>.</summary>
    public object? Data => _converter.ToValue(_push.Data);

    /// <summary>The text that the client receives: <c>{"type":"push","data":…}</c>.</summary>
    public string Message => "{\"type\":\"push\",\"data\":" + _push.Data + "}";

    /// <summary>The time, the connection and the message.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Time:o} {SafeText.ForDisplay(ChannelId)}/{SafeText.ForDisplay(ClientId)}/{SafeText.ForDisplay(ConnectionId)} {SafeText.ForDisplay(Message)}");
}

/// <summary>A push to one connection.</summary>
/// <param name="Time">When it was sent, in local time.</param>
/// <param name="To">The connection.</param>
/// <param name="Data">The data, as JSON.</param>
internal sealed record SimulatedPush(DateTime Time, SimulatedConnection To, string Data);
