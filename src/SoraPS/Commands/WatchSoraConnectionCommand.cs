using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Writes an object for each connection that is created, ends or changes, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "SoraConnection")]
[OutputType(typeof(SoraConnectionChange), typeof(string))]
public sealed class WatchSoraConnectionCommand : SoraPollCommand
{
    private readonly Dictionary<ConnectionPoller, ConnectionTracker> _trackers = new();
    private ConnectionPatterns? _patterns;
    private int _written;

    /// <summary>Creates the cmdlet.</summary>
    public WatchSoraConnectionCommand()
        : base(interval: 2)
    {
    }

    /// <summary>Only connections in channels whose id is like one of these.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [PatternTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelLike { get; set; }

    /// <summary>Only connections of clients whose id is like one of these.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [PatternTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientLike { get; set; }

    /// <summary>How many changes to write.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Seconds to watch.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; }

    /// <summary>Also writes the connections that exist at the beginning.</summary>
    [Parameter]
    public SwitchParameter IncludeExisting { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _patterns = ConnectionPatterns.Create(ChannelLike, ClientLike);
        TimeLimit = TimeoutSec > 0 ? TimeSpan.FromSeconds(TimeoutSec) : null;
        Progress.GetStatus = null; // watching has no end
    }

    private protected override void ProcessResult(ConnectionPoller poller, IReadOnlyList<SoraConnection> connections)
    {
        if (!_trackers.TryGetValue(poller, out var tracker))
        {
            _trackers.Add(poller, tracker = new ConnectionTracker());
        }

        var changes = tracker.Update(connections) ?? (IncludeExisting.IsPresent
            ? tracker.Connections.Select(connection => new SoraConnectionChange(SoraConnectionChange.Existing, connection))
            : Enumerable.Empty<SoraConnectionChange>());
        var written = changes.Where(IsWanted).Take(Count - _written).ToList();
        _written += written.Count;
        Output.Write(written, poller.Server);
        if (_written >= Count)
        {
            Merger.Stop();
        }
    }

    // Before or after: a connection whose client id changed did not end.
    private bool IsWanted(SoraConnectionChange change) =>
        _patterns is null || _patterns.Matches(change.Connection) || (change.Previous is { } previous && _patterns.Matches(previous));
}
