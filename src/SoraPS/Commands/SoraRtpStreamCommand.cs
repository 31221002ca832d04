using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>What the two simulcast cmdlets share: who receives from whom.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraRtpStreamCommand : SoraChangeCommand
{
    /// <summary>The connections that receive. A connection object is taken for the receiver.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("recv_connection_id", "connection_id", "ConnectionId")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] RecvConnectionId { get; set; } = null!;

    /// <summary>The connection that sends; without it every sender of the channel. Records may leave it empty.</summary>
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
        if (MyInvocation.BoundParameters.TryGetValue(nameof(SendConnectionId), out object? given) && given is null or "")
        {
            Refuse(new ArgumentException(Messages.SenderNotGiven), SendConnectionId);
        }
    }

    /// <summary>Sends the operation for every receiver of the record.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="rid">The stream, if one is asked for.</param>
    /// <param name="plan">What is going to be done, for people: on a server, in a channel, for a receiver, with the stream of a sender or of all.</param>
    private protected void SendEach(SoraChangeOperation<SoraRtpStream> operation, string? rid, Func<string, string, string, string?, string> plan)
    {
        string? sender = string.IsNullOrEmpty(SendConnectionId) ? null : SendConnectionId;
        Each(RecvConnectionId, (session, channel, receiver) =>
        {
            var request = new SoraRequest { ChannelId = channel, RecvConnectionId = receiver, SendConnectionId = sender, Rid = rid };
            Send(session, operation, request, plan(session.Name, channel, receiver, sender), receiver);
        });
    }
}
