using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Tells who comes, goes and changes, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "SoraConnection")]
[OutputType(typeof(SoraConnectionChange), typeof(string))]
public sealed class WatchSoraConnectionCommand : SoraLookoutCommand
{
    private readonly Dictionary<(SoraSession, string?), Lookout> _lookouts = new();
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

    /// <summary>Watches every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    private protected override TimeSpan? Limit => TimeoutSec > 0 ? TimeSpan.FromSeconds(TimeoutSec) : null;

    private protected override bool Enough => _written >= Count;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool? local = MyInvocation.BoundParameters.ContainsKey(nameof(AllNodes)) ? !AllNodes.IsPresent : null;
        if (ChannelId is not null && local is not null)
        {
            Report(new ArgumentException(Messages.AllNodesWithChannel), ChannelId);
            return;
        }

        foreach (var place in Places(ChannelId is not null))
        {
            if (!_lookouts.ContainsKey(place) && Open(place.Session, new ConnectionQuery(place.Channel, local)) is { } lookout)
            {
                _lookouts.Add(place, lookout);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(_lookouts.Values);

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
            ? now.Values.Where(_ => IncludeExisting.IsPresent).Select(connection => new SoraConnectionChange(SoraChange.Existing, connection))
            : Differences(before!, now);
        foreach (var change in changes.TakeWhile(_ => !Enough))
        {
            Presentation.Present(change.Connection, at.Session);
            _written++;
            Emit(Presentation.Present(change, at.Session));
        }
    }

    /// <summary>Who went, then who came or changed, in the order of the list.</summary>
    private static IEnumerable<SoraConnectionChange> Differences(Dictionary<(string, string), SoraConnection> before, Dictionary<(string, string), SoraConnection> now)
    {
        foreach (var gone in before.Where(known => !now.ContainsKey(known.Key)))
        {
            yield return new SoraConnectionChange(SoraChange.Disconnected, gone.Value);
        }

        foreach (var here in now)
        {
            if (!before.TryGetValue(here.Key, out var previous))
            {
                yield return new SoraConnectionChange(SoraChange.Connected, here.Value);
            }
            else if (here.Value.DifferencesTo(previous) is { Length: > 0 } properties)
            {
                yield return new SoraConnectionChange(SoraChange.Changed, here.Value, previous, properties);
            }
        }
    }
}
