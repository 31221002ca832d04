using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Cuts the connections of a channel, all of them or those of one role.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraChannel", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedChannel), typeof(string))]
public sealed class DisconnectSoraChannelCommand : SoraChangeCommand
{
    private readonly HashSet<(SoraServer, string)> _seen = new();
    private JsonElement? _reason;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>Only connections of this role.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? Role { get; set; }

    /// <summary>What Sora hands on to the event webhook: a hashtable, a custom object, or text that holds a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _reason = ToJsonObject(Reason, nameof(Reason));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? role = Role?.ToLowerInvariant();
        foreach (var (server, channel) in Each(ChannelId))
        {
            if (!_seen.Add((server, channel)))
            {
                continue;
            }

            if (role is null)
            {
                Send(server, SoraOperations.DisconnectChannel, Text(Messages.PlanDisconnectChannel, channel, server.Name), channel, (SoraFields.ChannelId, channel), (SoraFields.Reason, _reason));
            }
            else
            {
                string plan = Text(Messages.PlanDisconnectRole, role, channel, server.Name);
                Send(server, SoraOperations.DisconnectChannelByRole, plan, channel, (SoraFields.ChannelId, channel), (SoraFields.Role, role), (SoraFields.Reason, _reason));
            }
        }
    }
}
