using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Asks Sora to send a receiver another simulcast stream. Deprecated until December 2027.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraRtpStream", SupportsShouldProcess = true)]
[OutputType(typeof(SoraRtpStream), typeof(string))]
public sealed class RequestSoraRtpStreamCommand : SoraChangeCommand<SoraRtpStream>
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
    [Alias("recv_connection_id", "connection_id", "ConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] RecvConnectionId { get; set; } = null!;

    /// <summary>The stream: r0 is the smallest.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("r0", "r1", "r2")]
    public string Rid { get; set; } = null!;

    /// <summary>The connection that sends; without it, every sender of the channel. It may be empty in records.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("send_connection_id")]
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

    private protected override IEnumerable<Change<SoraRtpStream>> GetChanges(SoraServer server)
    {
        string? sender = string.IsNullOrEmpty(SendConnectionId) ? null : SendConnectionId;
        string rid = Rid.ToLowerInvariant();
        foreach (string channel in ChannelId)
        {
            foreach (string receiver in RecvConnectionId)
            {
                var details = GetDetails(channel, receiver);
                string description = sender is null
                    ? SafeMessage.Format(Messages.PlanRequestStream, rid, channel, details.Describe(receiver), server.Name)
                    : SafeMessage.Format(Messages.PlanRequestStreamOfSender, rid, channel, details.Describe(receiver), sender, server.Name);
                yield return new(
                    server,
                    SoraOperations.RequestRtpStream,
                    description,
                    (SoraFields.ChannelId, channel),
                    (SoraFields.RecvConnectionId, receiver),
                    (SoraFields.SendConnectionId, sender),
                    (SoraFields.Rid, rid))
                { Connection = details };
            }
        }
    }
}
