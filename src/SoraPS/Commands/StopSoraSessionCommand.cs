using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Ends the sessions of channels, and with them every connection.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraStoppedSession), typeof(string))]
public sealed class StopSoraSessionCommand : SoraChangeCommand<SoraStoppedSession>
{
    private readonly HashSet<(SoraServer, string, string?)> _seen = new();
    private SessionWaiter? _waiter;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>Only this session; without it, the current session of the channel. It may be empty in records.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("session_id")]
    [IdTransformation(Single = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SessionId { get; set; }

    /// <summary>Waits until the session is gone.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Seconds to wait; 0 asks once.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Seconds from one request to the next while it waits.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; } = 1;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _waiter = SessionWaiter.Create(CommandLine, Wait, TimeoutSec, Interval);
        CommandLine.ThrowIfEmpty(nameof(SessionId), Messages.SessionNotGiven);
    }

    private protected override IEnumerable<Change<SoraStoppedSession>> GetChanges(SoraServer server)
    {
        string? session = string.IsNullOrEmpty(SessionId) ? null : SessionId;
        foreach (string channel in ChannelId)
        {
            if (_seen.Add((server, channel, session)))
            {
                string description = session is null
                    ? SafeMessage.Format(Messages.PlanStopSession, ChannelDetails.Describe(InputObject, channel), server.Name)
                    : SafeMessage.Format(Messages.PlanStopSessionOf, session, ChannelDetails.Describe(InputObject, channel), server.Name);
                yield return new(server, SoraOperations.TerminateSession, description, (SoraFields.ChannelId, channel), (SoraFields.SessionId, session))
                {
                    Prepare = _waiter is not null && session is null ? SetSessionAsync : null,
                    Complete = _waiter is null ? null : (client, answer, token) => _waiter.WaitAsync(client, channel, now => now is null || now.SessionId != answer.SessionId, Messages.WaitSessionGone, token),
                };
            }
        }
    }

    /// <summary>Names the session that is ended: whoever waits for its end must know it, and the next one must not be hit.</summary>
    private static async Task SetSessionAsync(SoraClient client, SoraRequest request, CancellationToken cancellationToken) =>
        request[SoraFields.SessionId] = (await SessionWaiter.GetAsync(client, (string)request[SoraFields.ChannelId]!, cancellationToken).ConfigureAwait(false)).SessionId;
}
