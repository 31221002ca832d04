using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Cuts connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraConnection", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedConnection))]
public sealed class DisconnectSoraConnectionCommand : SoraDisconnectCommand
{
    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(ConnectionId, (session, channel, connection) =>
    {
        var request = new SoraRequest { ChannelId = channel, ConnectionId = connection, Reason = ReasonObject };
        Send(session, SoraOperations.DisconnectConnection, request, Text(Messages.ConnectionText, connection, channel), Messages.ActionDisconnect, connection);
    });
}
