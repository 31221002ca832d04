using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Cuts connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraConnection", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedConnection), typeof(string))]
public sealed class DisconnectSoraConnectionCommand : SoraDisconnectCommand
{
    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(ConnectionId, (session, channel, connection) =>
    {
        var request = new SoraRequest { ChannelId = channel, ConnectionId = connection, Reason = ReasonObject };
        Send(session, SoraOperations.DisconnectConnection, request, Text(Messages.PlanDisconnectConnection, channel, connection, session.Name), connection);
    });
}
