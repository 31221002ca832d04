using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Disconnects the connections of a channel: all of them, or those of one role.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraChannel", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedChannel), typeof(string))]
public sealed class DisconnectSoraChannelCommand : SoraChangeCommand<SoraDisconnectedChannel>
{
    private readonly HashSet<(SoraServer, string, string?)> _seen = new();
    private JsonElement? _reason;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Property = nameof(ChannelId))]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>Only connections of this role.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? Role { get; set; }

    /// <summary>The role of a change that failed and is tried again: a property of the target object of its error.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? OnlyRole { get; set; }

    /// <summary>What Sora passes to the event webhook: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _reason = CommandLine.GetJsonObject(Reason, nameof(Reason));
    }

    private protected override IEnumerable<Change<SoraDisconnectedChannel>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            string? role = (Role ?? OnlyRole)?.ToLowerInvariant() ?? ChannelDetails.FindRole(InputObject, channel);
            if (_seen.Add((server, channel, role)))
            {
                yield return role is null ? DisconnectAll(server, channel) : DisconnectRole(server, channel, role);
            }
        }
    }

    private Change<SoraDisconnectedChannel> DisconnectAll(SoraServer server, string channel)
    {
        string description = SafeMessage.Format(Messages.PlanDisconnectChannel, ChannelDetails.Describe(InputObject, channel), server.Name);
        return new(server, SoraOperations.DisconnectChannel, description, (SoraFields.ChannelId, channel), (SoraFields.Reason, _reason));
    }

    private Change<SoraDisconnectedChannel> DisconnectRole(SoraServer server, string channel, string role)
    {
        string description = SafeMessage.Format(Messages.PlanDisconnectRole, role, ChannelDetails.Describe(InputObject, channel, role), server.Name);
        return new(server, SoraOperations.DisconnectChannelByRole, description, (SoraFields.ChannelId, channel), (SoraFields.Role, role), (SoraFields.Reason, _reason));
    }
}
