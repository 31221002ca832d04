using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Chooses the simulcast streams that receivers get of those who have the focus of the spotlight, and of the others.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraSpotlightRid", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSpotlightRid), typeof(string))]
public sealed class RequestSoraSpotlightRidCommand : SoraChangeCommand<SoraSpotlightRid>
{
    private readonly Dictionary<(SoraServer, string Channel), SpotlightRidBatch> _batches = new();

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

    /// <summary>The stream of whoever has the focus: r0 is the smallest, and none sends no stream.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("none", "r0", "r1", "r2")]
    public string FocusRid { get; set; } = null!;

    /// <summary>The stream of whoever does not have the focus.</summary>
    [Parameter(Mandatory = true, Position = 3)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("none", "r0", "r1", "r2")]
    public string UnfocusRid { get; set; } = null!;

    /// <summary>The connection that sends; without it, every sender of the channel. It may be empty in records.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("send_connection_id", "sender_connection_id", "SenderConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Single = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SendConnectionId { get; set; }

    /// <summary>Sends one request for all receivers of a channel for which a sender is given, after all records have arrived.</summary>
    [Parameter]
    public SwitchParameter Batch { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(SendConnectionId), Messages.SenderNotGiven);
    }

    private protected override bool IsHeld => Batch.IsPresent;

    private protected override IEnumerable<Change<SoraSpotlightRid>> GetChanges(SoraServer server)
    {
        string? sender = string.IsNullOrEmpty(SendConnectionId) ? null : SendConnectionId;
        string focus = FocusRid.ToLowerInvariant();
        string unfocus = UnfocusRid.ToLowerInvariant();
        foreach (string channel in ChannelId)
        {
            foreach (string receiver in RecvConnectionId)
            {
                var details = GetDetails(channel, receiver);
                string description = sender is null
                    ? SafeMessage.Format(Messages.PlanSpotlightRid, channel, details.Describe(receiver), server.Name, focus, unfocus)
                    : SafeMessage.Format(Messages.PlanSpotlightRidOfSender, channel, details.Describe(receiver), server.Name, focus, unfocus, sender);
                yield return new(
                    server,
                    SoraOperations.RequestSpotlightRid,
                    description,
                    (SoraFields.ChannelId, channel),
                    (SoraFields.RecvConnectionId, receiver),
                    (SoraFields.SendConnectionId, sender),
                    (SoraFields.SpotlightFocusRid, focus),
                    (SoraFields.SpotlightUnfocusRid, unfocus))
                { Connection = details, Batch = sender is null ? null : FindBatch(server, channel) };
            }
        }
    }

    /// <summary>The batch of a channel; null without <c>-Batch</c>.</summary>
    private SpotlightRidBatch? FindBatch(SoraServer server, string channel)
    {
        if (Batch.IsPresent && !_batches.ContainsKey((server, channel)))
        {
            _batches.Add((server, channel), new SpotlightRidBatch());
        }

        return Batch.IsPresent ? _batches[(server, channel)] : null;
    }
}
