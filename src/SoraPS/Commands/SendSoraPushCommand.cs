using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Sends clients an object, which their SDK hands to the application as a push notification: those of a channel, of a role in it, a client, or a connection.</summary>
[Cmdlet(VerbsCommunications.Send, "SoraPush", SupportsShouldProcess = true)]
[OutputType(typeof(SoraPush), typeof(string))]
public sealed class SendSoraPushCommand : SoraChangeCommand
{
    private readonly HashSet<(SoraServer, string)> _seen = new();
    private JsonElement? _data;
    private string? _given;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>What is sent: a hashtable, a custom object, or text that holds a JSON object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>Only to these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Only to these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Only to connections of this role.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? Role { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _data = ToJsonObject(Data, nameof(Data));
        string[] given = new[] { nameof(ClientId), nameof(ConnectionId), nameof(Role) }.Where(MyInvocation.BoundParameters.ContainsKey).ToArray();
        if (given.Length > 1)
        {
            Refuse(new ArgumentException(Messages.PushToOneKind), null);
        }

        // Here a parameter can only have come from the command line.
        _given = given.FirstOrDefault();
    }

    /// <summary>What the command line says goes before what the record is; a record that is a connection means that connection.</summary>
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (_given ?? (ConnectionId is not null ? nameof(ConnectionId) : ClientId is not null ? nameof(ClientId) : nameof(ChannelId)))
        {
            case nameof(ConnectionId):
                SendEach(SoraOperations.PushConnection, SoraFields.ConnectionId, ConnectionId!, Messages.PlanPushConnection);
                break;
            case nameof(ClientId):
                SendEach(SoraOperations.PushClient, SoraFields.ClientId, ClientId!, Messages.PlanPushClient);
                break;
            case nameof(Role):
                SendEach(SoraOperations.PushChannelByRole, SoraFields.Role, new[] { Role!.ToLowerInvariant() }, Messages.PlanPushRole);
                break;
            default:
                SendToChannels();
                break;
        }
    }

    private void SendEach(SoraOperation<SoraPush> operation, SoraField field, string[] ids, string plan)
    {
        foreach (var (server, channel, id) in Each(ChannelId, ids))
        {
            if (_seen.Add((server, field.Name + "\n" + channel + "\n" + id)))
            {
                Send(server, operation, Text(plan, channel, id, server.Name), id, (SoraFields.ChannelId, channel), (field, id), (SoraFields.Data, _data));
            }
        }
    }

    private void SendToChannels()
    {
        foreach (var (server, channel) in Each(ChannelId))
        {
            if (_seen.Add((server, channel)))
            {
                Send(server, SoraOperations.PushChannel, Text(Messages.PlanPushChannel, channel, server.Name), channel, (SoraFields.ChannelId, channel), (SoraFields.Data, _data));
            }
        }
    }
}
