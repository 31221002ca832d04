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
    // More names than this make an error unreadable; the target object has all of them.
    private const int MaximumNames = 5;

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
        TimeSpan? limit = CommandLine.Contains(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : null;
        var drain = new ServerDrain(Pipeline, Clients, Merger, limit);
        Progress.GetStatus = drain.GetStatus;
        var timedOut = drain.Wait(_suspended, TimeSpan.FromSeconds(Interval));
        foreach (var (server, left, failure) in timedOut.Where(item => item.Left is null || !Disconnect.IsPresent))
        {
            Pipeline.WriteNonTerminatingError(new TimeoutException(GetMessage(server, left, failure)), left?.ToArray<SoraObject>() ?? (object)server);
        }

        if (Disconnect.IsPresent)
        {
            DisconnectAll(timedOut.SelectMany(item => (item.Left ?? Array.Empty<SoraConnection>()).Select(connection => (item.Server, connection))));
        }

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

    private void DisconnectAll(IEnumerable<(SoraServer Server, SoraConnection Connection)> connections)
    {
        var queue = new ChangeQueue<SoraDisconnectedConnection>(ThrottleLimit, Pipeline);
        _disconnected = new ChangeResultWriter<SoraDisconnectedConnection>(queue, Pipeline, Diagnostics, Progress, Suggestions);
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
            _disconnected.WriteUntilNotFull();
            queue.Start(change, Clients.Get(server));
            _disconnected.WriteAvailable();
        }

        _disconnected.Complete();
    }

    private string GetMessage(SoraServer server, IReadOnlyList<SoraConnection>? left, string? failure)
    {
        string name = SafeText.ForDisplay(server.Name);
        if (left is null)
        {
            return string.Format(Messages.Culture, Messages.WaitUnknown, TimeoutSec, name, failure).TrimEnd();
        }

        string names = string.Join(", ", left.Take(MaximumNames).Select(connection => connection.ToString())) + (left.Count > MaximumNames ? ", ..." : string.Empty);
        return string.Format(Messages.Culture, Messages.WaitGone, TimeoutSec, name, left.Count, names);
    }
}
