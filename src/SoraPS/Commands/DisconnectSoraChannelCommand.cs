using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Cuts the connections of a channel, all of them or those of one role.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraChannel", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedChannel), typeof(string))]
public sealed class DisconnectSoraChannelCommand : SoraDisconnectCommand
{
    private readonly HashSet<(SoraSession, string)> _seen = new();

    /// <summary>Only connections of this role.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? Role { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? role = Role?.ToLowerInvariant();
        var operation = role is null ? SoraOperations.DisconnectChannel : SoraOperations.DisconnectChannelByRole;
        Each((session, channel) =>
        {
            if (_seen.Add((session, channel)))
            {
                var request = new SoraRequest { ChannelId = channel, Role = role, Reason = ReasonObject };
                string plan = role is null ? Text(Messages.PlanDisconnectChannel, channel, session.Name) : Text(Messages.PlanDisconnectRole, role, channel, session.Name);
                Send(session, operation, request, plan, channel);
            }
        });
    }
}
