using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Drains servers: they accept no new connections, and the cmdlet waits until nobody is connected any more.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "SoraServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraMode), typeof(SoraDisconnectedConnection), typeof(string))]
public sealed class SuspendSoraServerCommand : SoraChangeCommand<SoraMode>
{
    // How often a server is asked whether those who were disconnected are gone, and how long that takes.
    private const int ListsAfterDisconnecting = 5;
    private const double MinimumSeconds = 1;
    private const double MaximumSeconds = 5;

    private readonly HashSet<SoraServer> _asked = new();

    // The servers that were suspended, and that are waited for.
    private readonly List<SoraServer> _suspended = new();
    private JsonElement? _reason;
    private ChangeResultWriter<SoraDisconnectedConnection>? _disconnected;

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

    /// <summary>Still accepts connections to channels that have a session.</summary>
    [Parameter]
    public SwitchParameter AllowLiveChannel { get; set; }

    /// <summary>Waits until nobody is connected any more.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Seconds to wait; 0 asks once. Without it, there is no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; }

    /// <summary>Seconds from one request to the next while it waits.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; } = 1;

    /// <summary>Disconnects those who are still connected after the time limit.</summary>
    [Parameter]
    public SwitchParameter Disconnect { get; set; }

    /// <summary>What Sora passes to the event webhook about those: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    private string Mode => AllowLiveChannel.IsPresent ? "block_new_session" : "block_new_connection";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        bool hasLimit = CommandLine.Contains(nameof(TimeoutSec));
        CommandLine.ThrowIfWithout(Wait.IsPresent, nameof(Wait), nameof(TimeoutSec), nameof(Interval), nameof(Disconnect));
        CommandLine.ThrowIfWithout(hasLimit, nameof(TimeoutSec), nameof(Disconnect));
        CommandLine.ThrowIfWithout(Disconnect.IsPresent, nameof(Disconnect), nameof(Reason));
        _reason = CommandLine.GetJsonObject(Reason, nameof(Reason));
    }

    // With -Disconnect, -MaximumCount is how many people may be cut.
    private protected override bool IsCounted => !Disconnect.IsPresent;

    private protected override IEnumerable<Change<SoraMode>> GetChanges(SoraServer server)
    {
        if (_asked.Add(server))
        {
            string what = SafeMessage.Format(Disconnect.IsPresent ? Messages.PlanSuspendAndDisconnect : Messages.PlanSuspend, server.Name, Mode, TimeoutSec.ToString(Messages.Culture));
            yield return ModeChange.Create(server, Mode, what, InputObject);
        }
    }

    private protected override void OnAnswered(Change<SoraMode> change)
    {
        if (Wait.IsPresent)
        {
            _suspended.Add(change.Server);
        }
    }

    private protected override void ProcessAnswered()
    {
        if (_suspended.Count == 0)
        {
            return;
        }

        var drain = new ServerDrain(Pipeline, Clients, Merger);
        Progress.GetStatus = drain.GetStatus;
        var undrained = drain.Wait(_suspended, TimeSpan.FromSeconds(Interval), CommandLine.Contains(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : null, (_, _) => false);
        WriteErrors(undrained.Where(server => server.Left is null || !Disconnect.IsPresent), Messages.WaitGone, TimeoutSec);
        if (Disconnect.IsPresent)
        {
            DisconnectAll(drain, undrained);
        }

        // A server that does not even list its connections has its error.
        drain.CheckModes(_suspended.Except(undrained.Where(server => server.Left is null).Select(server => server.Server)).ToList(), Mode);
        _suspended.Clear();
    }

    /// <summary>After the pipeline ended early, also says in which mode it left the servers that it waited for.</summary>
    private protected override void WriteUnaccounted()
    {
        base.WriteUnaccounted();
        _disconnected?.WriteUnaccounted();
        if (_suspended.Count > 0)
        {
            Pipeline.WriteInformation(string.Join(Environment.NewLine, _suspended.Select(server => SafeMessage.Format(Messages.ModeLeft, server.Name, Mode))));
            _suspended.Clear();
        }
    }

    /// <summary>Disconnects who is still connected, and waits until they are gone: the answer of Sora says only that it was accepted.</summary>
    private void DisconnectAll(ServerDrain drain, IReadOnlyList<UndrainedServer> undrained)
    {
        var left = undrained.SelectMany(server => (server.Left ?? Array.Empty<SoraConnection>()).Select(connection => (server.Server, Connection: connection))).ToList();
        var failed = SendAll(left);

        // Those whose disconnection failed have an error already; those to whom nothing was sent after -MaximumCount have none.
        var servers = left.Where(item => !failed.Contains(GetKey(item.Server, item.Connection))).Select(item => item.Server).Distinct().ToList();
        double interval = Math.Min(Interval, MaximumSeconds / ListsAfterDisconnecting);
        double seconds = Math.Max(MinimumSeconds, interval * ListsAfterDisconnecting);
        Progress.GetStatus = drain.GetStatus;
        var still = drain.Wait(servers, TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(seconds), (server, connection) => failed.Contains(GetKey(server, connection)));
        WriteErrors(still, Messages.WaitDisconnected, seconds);
    }

    /// <returns>Those whose disconnection was tried, and which Sora did not accept.</returns>
    private HashSet<(SoraServer Server, string? ChannelId, string? ConnectionId)> SendAll(IEnumerable<(SoraServer Server, SoraConnection Connection)> connections)
    {
        var failed = new HashSet<(SoraServer Server, string? ChannelId, string? ConnectionId)>();
        var queue = new ChangeQueue<SoraDisconnectedConnection>(ThrottleLimit, Pipeline);
        _disconnected = new ChangeResultWriter<SoraDisconnectedConnection>(queue, Pipeline, Diagnostics, Progress, Suggestions)
        {
            OnAnswered = change => failed.Remove((change.Server, change.ChannelId, change.Request[SoraFields.ConnectionId] as string)),
        };
        foreach (var (server, connection) in connections)
        {
            var details = new ConnectionDetails(connection.ClientId, connection.Role, connection.CreatedAt);
            var change = DisconnectSoraConnectionCommand.CreateChange(server, connection.ChannelId, connection.ConnectionId, details, _reason);
            if (Limit.CheckMaximum() is { } reached)
            {
                queue.AddRejected(change, reached);
                break;
            }

            Limit.Count();
            failed.Add(GetKey(server, connection));
            _disconnected.WriteUntilNotFull();
            queue.Start(change, Clients.Get(server));
            _disconnected.WriteAvailable();
        }

        _disconnected.Complete();
        return failed;
    }

    private void WriteErrors(IEnumerable<UndrainedServer> servers, string message, double seconds)
    {
        foreach (var server in servers)
        {
            string name = SafeText.ForDisplay(server.Server.Name);
            var error = server.Left is { } left ? WaitTimeout.Create(message, seconds, name, left) : WaitTimeout.CreateUnknown(server.Poller, seconds, name);
            Pipeline.WriteNonTerminatingError(error, server.Left?.ToArray<SoraObject>() ?? (object)server.Server);
        }
    }

    private static (SoraServer Server, string? ChannelId, string? ConnectionId) GetKey(SoraServer server, SoraConnection connection) => (server, connection.ChannelId, connection.ConnectionId);
}
