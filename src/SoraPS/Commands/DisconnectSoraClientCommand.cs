using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Cuts every connection of a client id in a channel.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraClient", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedClient), typeof(string))]
public sealed class DisconnectSoraClientCommand : SoraDisconnectCommand
{
    private readonly HashSet<(SoraSession, string, string)> _seen = new();

    /// <summary>The clients.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ClientId { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(ClientId, (session, channel, client) =>
    {
        if (_seen.Add((session, channel, client)))
        {
            var request = new SoraRequest { ChannelId = channel, ClientId = client, Reason = ReasonObject };
            Send(session, SoraOperations.DisconnectClient, request, Text(Messages.PlanDisconnectClient, channel, client, session.Name), client);
        }
    });
}
