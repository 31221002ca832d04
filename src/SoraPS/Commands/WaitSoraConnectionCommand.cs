using System.Diagnostics;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Waits until connections exist, or no longer exist.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class WaitSoraConnectionCommand : SoraPollCommand
{
    // The connections that were looked for and that the last result contained; a server that never answered is not in it.
    private readonly Dictionary<ConnectionPoller, List<SoraConnection>> _present = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Creates the cmdlet.</summary>
    public WaitSoraConnectionCommand()
        : base(interval: 1)
    {
    }

    /// <summary>Waits for these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Waits for these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Waits for connections of these roles only.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string[]? Role { get; set; }

    /// <summary>Waits until they no longer exist.</summary>
    [Parameter]
    public SwitchParameter Gone { get; set; }

    /// <summary>Seconds to wait; 0 sends one request.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; } = 60;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        TimeLimit = TimeSpan.FromSeconds(TimeoutSec);
        Progress.GetStatus = GetStatus;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var poller in Pollers.Where(poller => poller.TimedOut))
        {
            var target = GetTarget(poller);
            Pipeline.WriteNonTerminatingError(CreateError(poller, target), target.Length > 0 ? target : poller.Target);
        }
    }

    // A filter for each id: the cmdlet waits for all of them, not for the first.
    private protected override IReadOnlyList<ConnectionFilter> CreateFilters() => (
        from client in ClientId ?? new string?[] { null }
        from connection in ConnectionId ?? new string?[] { null }
        select new ConnectionFilter(client is null ? null : new[] { client }, connection is null ? null : new[] { connection }, Role)).ToList();

    private protected override void ProcessResult(ConnectionPoller poller, IReadOnlyList<SoraConnection> connections)
    {
        var present = connections.Where(poller.Filters.Matches).ToList();
        _present[poller] = present;
        poller.IsDone = Gone.IsPresent ? present.Count == 0 : poller.Filters.GetUnmatched(present).Count == 0;
        if (poller.IsDone && !Gone.IsPresent)
        {
            Output.Write(present, poller.Server);
        }
    }

    private ProgressStatus? GetStatus()
    {
        int count = _present.Values.Sum(present => present.Count);
        string status = string.Format(Messages.Culture, Gone.IsPresent ? Messages.ProgressGone : Messages.ProgressThere, count);
        return new(status, TimeoutSec == 0 ? -1 : (int)Math.Min(100, 100 * _clock.Elapsed.TotalSeconds / TimeoutSec));
    }

    /// <summary>The connections that are still there, or the ids of those that are missing, as objects that can be piped on.</summary>
    private SoraObject[] GetTarget(ConnectionPoller poller)
    {
        var present = poller.IsKnown ? _present[poller] : new List<SoraConnection>();
        var left = poller.IsKnown && Gone.IsPresent ? present.Cast<SoraObject>() : poller.Filters.GetUnmatched(present).Select(filter => CreateTarget(poller.Query.ChannelId, filter));
        var target = left.ToArray();
        Array.ForEach(target, item => item.SetServer(poller.Server));
        return target;
    }

    private static SoraErrorTarget CreateTarget(string? channelId, ConnectionFilter filter) => new(new KeyValuePair<string, object?>[]
    {
        new(nameof(ChannelId), channelId),
        new(nameof(ClientId), filter.Clients?.First()),
        new(nameof(ConnectionId), filter.Connections?.First()),
    });

    private TimeoutException CreateError(ConnectionPoller poller, SoraObject[] target)
    {
        string server = SafeText.ForDisplay(poller.Server.Name);
        string place = poller.Query.ChannelId is { } channel ? SafeMessage.Format(Messages.WaitPlace, channel, server) : server;
        return poller.IsKnown ? WaitTimeout.Create(Gone.IsPresent ? Messages.WaitGone : Messages.WaitThere, TimeoutSec, place, target) : WaitTimeout.CreateUnknown(poller, TimeoutSec, place);
    }
}
