using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Disconnects every connection of a client from a channel.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SoraClient", SupportsShouldProcess = true)]
[OutputType(typeof(SoraDisconnectedClient), typeof(string))]
public sealed class DisconnectSoraClientCommand : SoraChangeCommand<SoraDisconnectedClient>
{
    private readonly HashSet<(SoraServer, string, string)> _seen = new();
    private JsonElement? _reason;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The clients.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Property = nameof(ClientId))]
    [ValidateNotNullOrEmpty]
    public string[] ClientId { get; set; } = null!;

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

    private protected override IEnumerable<Change<SoraDisconnectedClient>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            foreach (string client in ClientId)
            {
                if (_seen.Add((server, channel, client)))
                {
                    string description = SafeMessage.Format(Messages.PlanDisconnectClient, channel, client, server.Name);
                    yield return new(server, SoraOperations.DisconnectClient, description, (SoraFields.ChannelId, channel), (SoraFields.ClientId, client), (SoraFields.Reason, _reason));
                }
            }
        }
    }
}
