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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
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
                yield return new(server, SoraOperations.TerminateSession, description, (SoraFields.ChannelId, channel), (SoraFields.SessionId, session));
            }
        }
    }
}
