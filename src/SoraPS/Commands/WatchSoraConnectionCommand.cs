using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Tells who comes, goes and changes, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "SoraConnection")]
[OutputType(typeof(SoraConnectionChange), typeof(string))]
public sealed class WatchSoraConnectionCommand : SoraLookoutCommand
{
    private readonly Dictionary<Lookout, Dictionary<(string, string), SoraConnection>> _known = new();
    private int _written;

    /// <summary>Makes the cmdlet.</summary>
    public WatchSoraConnectionCommand()
        : base(interval: 2)
    {
    }

    /// <summary>How many changes to write.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Seconds to watch.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; }

    /// <summary>Writes who is there at the beginning, too.</summary>
    [Parameter]
    public SwitchParameter IncludeExisting { get; set; }

    private protected override TimeSpan? Limit => TimeoutSec > 0 ? TimeSpan.FromSeconds(TimeoutSec) : null;

    private protected override (string Status, int Percent)? Received() => null;

    private protected override bool Enough => _written >= Count;

    private protected override void See(Lookout at, IReadOnlyList<SoraConnection> connections)
    {
        var now = new Dictionary<(string, string), SoraConnection>();
        foreach (var connection in connections)
        {
            now[(connection.ChannelId, connection.ConnectionId)] = connection;
        }

        bool first = !_known.TryGetValue(at, out var before);
        _known[at] = now;
        var changes = first
            ? now.Values.Where(_ => IncludeExisting.IsPresent).Select(connection => new SoraConnectionChange(SoraConnectionChange.Existing, connection))
            : Differences(before!, now);
        var written = changes.Take(Count - _written).ToList();
        _written += written.Count;
        Write(written, at.Server);
    }

    /// <summary>Who went, then who came or changed, in the order of the list.</summary>
    private static IEnumerable<SoraConnectionChange> Differences(Dictionary<(string, string), SoraConnection> before, Dictionary<(string, string), SoraConnection> now)
    {
        foreach (var gone in before.Where(known => !now.ContainsKey(known.Key)))
        {
            yield return new SoraConnectionChange(SoraConnectionChange.Disconnected, gone.Value);
        }

        foreach (var here in now)
        {
            if (!before.TryGetValue(here.Key, out var previous))
            {
                yield return new SoraConnectionChange(SoraConnectionChange.Connected, here.Value);
            }
            else if (here.Value.GetDifferences(previous) is { Length: > 0 } properties)
            {
                yield return new SoraConnectionChange(SoraConnectionChange.Changed, here.Value, previous, properties);
            }
        }
    }
}
