using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Chooses the simulcast stream that a receiver gets: one of them, none, or Sora's own choice.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraSimulcastRid", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSimulcastRid), typeof(string))]
public sealed class RequestSoraSimulcastRidCommand : SoraChangeCommand
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections that receive. A connection object is taken for the receiver.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("receiver_connection_id", "recv_connection_id", "RecvConnectionId", "connection_id", "ConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ReceiverConnectionId { get; set; } = null!;

    /// <summary>The stream: r0 is the smallest; none sends nothing, and auto leaves the choice to Sora.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("none", "r0", "r1", "r2", "auto")]
    public string Rid { get; set; } = null!;

    /// <summary>The connection that sends; without it every sender of the channel. Records may leave it empty.</summary>
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
        RefuseIfGivenEmpty(nameof(SenderConnectionId), Messages.SenderNotGiven);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? sender = string.IsNullOrEmpty(SenderConnectionId) ? null : SenderConnectionId;
        string rid = Rid.ToLowerInvariant();
        foreach (var (server, channel, receiver) in Each(ChannelId, ReceiverConnectionId))
        {
            string plan = Plan(server.Name, channel, receiver, sender, rid);
            Send(
                server,
                SoraOperations.RequestSimulcastRid,
                plan,
                receiver,
                (SoraFields.ChannelId, channel),
                (SoraFields.ReceiverConnectionId, receiver),
                (SoraFields.SenderConnectionId, sender),
                (SoraFields.SimulcastRid, rid));
        }
    }

    private static string Plan(string server, string channel, string receiver, string? sender, string rid) => (rid, sender) switch
    {
        ("auto", null) => Text(Messages.PlanResetStream, channel, receiver, server),
        ("auto", _) => Text(Messages.PlanResetStreamOfSender, channel, receiver, sender, server),
        ("none", null) => Text(Messages.PlanRequestNoStream, channel, receiver, server),
        ("none", _) => Text(Messages.PlanRequestNoStreamOfSender, channel, receiver, sender, server),
        (_, null) => Text(Messages.PlanRequestStream, rid, channel, receiver, server),
        _ => Text(Messages.PlanRequestStreamOfSender, rid, channel, receiver, sender, server),
    };
}
