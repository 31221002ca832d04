using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Chooses the simulcast stream that a receiver gets: one of them, none, or Sora's own choice.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraSimulcastRid", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSimulcastRid), typeof(string))]
public sealed class RequestSoraSimulcastRidCommand : SoraChangeCommand<SoraSimulcastRid>
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
    [Alias("receiver_connection_id", "recv_connection_id", "RecvConnectionId", "connection_id", "ConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ReceiverConnectionId { get; set; } = null!;

    /// <summary>The stream: r0 is the smallest; none sends no stream, and auto lets Sora choose.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("none", "r0", "r1", "r2", "auto")]
    public string Rid { get; set; } = null!;

    /// <summary>The connection that sends; without it, every sender of the channel. It may be empty in records.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("sender_connection_id", "send_connection_id", "SendConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Single = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SenderConnectionId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(SenderConnectionId), Messages.SenderNotGiven);
    }

    private protected override IEnumerable<Change<SoraSimulcastRid>> GetChanges(SoraServer server)
    {
        string? sender = string.IsNullOrEmpty(SenderConnectionId) ? null : SenderConnectionId;
        string rid = Rid.ToLowerInvariant();
        foreach (string channel in ChannelId)
        {
            foreach (string receiver in ReceiverConnectionId)
            {
                var details = GetDetails(channel, receiver);
                yield return new(
                    server,
                    SoraOperations.RequestSimulcastRid,
                    Describe(server.Name, channel, details.Describe(receiver), sender, rid),
                    (SoraFields.ChannelId, channel),
                    (SoraFields.ReceiverConnectionId, receiver),
                    (SoraFields.SenderConnectionId, sender),
                    (SoraFields.SimulcastRid, rid))
                { Connection = details };
            }
        }
    }

    private static string Describe(string server, string channel, string receiver, string? sender, string rid) => (rid, sender) switch
    {
        ("auto", null) => SafeMessage.Format(Messages.PlanResetStream, channel, receiver, server),
        ("auto", _) => SafeMessage.Format(Messages.PlanResetStreamOfSender, channel, receiver, sender, server),
        ("none", null) => SafeMessage.Format(Messages.PlanRequestNoStream, channel, receiver, server),
        ("none", _) => SafeMessage.Format(Messages.PlanRequestNoStreamOfSender, channel, receiver, sender, server),
        (_, null) => SafeMessage.Format(Messages.PlanRequestStream, rid, channel, receiver, server),
        _ => SafeMessage.Format(Messages.PlanRequestStreamOfSender, rid, channel, receiver, sender, server),
    };
}
