using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Cuts the connections of a channel, all of them or those of one role.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraChannel", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedChannel))]
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
        string action = role is null ? Messages.ActionDisconnectAll : Text(Messages.ActionDisconnectRole, role);
        Each((session, channel) =>
        {
            if (_seen.Add((session, channel)))
            {
                var request = new SoraRequest { ChannelId = channel, Role = role, Reason = ReasonObject };
                Send(session, operation, request, Text(Messages.ChannelText, channel), action, channel);
            }
        });
    }
}
