using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Takes back what Request-SoraSpotlightRid chose.</summary>
[Cmdlet(VerbsCommon.Reset, "SoraSpotlightRid", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSpotlightRid), typeof(string))]
public sealed class ResetSoraSpotlightRidCommand : SoraChangeCommand<SoraSpotlightRid>
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections that receive. The connection id of a piped connection is bound to it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("recv_connection_id", "receiver_connection_id", "ReceiverConnectionId", "connection_id", "ConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] RecvConnectionId { get; set; } = null!;

    /// <summary>The connection that sends; without it, every sender of the channel. It may be empty in records.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("send_connection_id", "sender_connection_id", "SenderConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Single = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SendConnectionId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(SendConnectionId), Messages.SenderNotGiven);
    }

    private protected override IEnumerable<Change<SoraSpotlightRid>> GetChanges(SoraServer server)
    {
        string? sender = string.IsNullOrEmpty(SendConnectionId) ? null : SendConnectionId;
        foreach (string channel in ChannelId)
        {
            foreach (string receiver in RecvConnectionId)
            {
                var details = GetDetails(channel, receiver);
                string description = sender is null
                    ? SafeMessage.Format(Messages.PlanResetSpotlightRid, channel, details.Describe(receiver), server.Name)
                    : SafeMessage.Format(Messages.PlanResetSpotlightRidOfSender, channel, details.Describe(receiver), sender, server.Name);
                yield return new(server, SoraOperations.ResetSpotlightRid, description, (SoraFields.ChannelId, channel), (SoraFields.RecvConnectionId, receiver), (SoraFields.SendConnectionId, sender))
                {
                    Connection = details,
                };
            }
        }
    }
}
