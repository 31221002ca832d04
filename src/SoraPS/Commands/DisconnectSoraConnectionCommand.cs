using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Disconnects connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraConnection", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedConnection), typeof(string))]
public sealed class DisconnectSoraConnectionCommand : SoraChangeCommand<SoraDisconnectedConnection>
{
    private JsonElement? _reason;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

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

    private protected override IEnumerable<Change<SoraDisconnectedConnection>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            foreach (string connection in ConnectionId)
            {
                string description = SafeMessage.Format(Messages.PlanDisconnectConnection, channel, connection, server.Name);
                yield return new(server, SoraOperations.DisconnectConnection, description, connection, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection), (SoraFields.Reason, _reason));
            }
        }
    }
}
