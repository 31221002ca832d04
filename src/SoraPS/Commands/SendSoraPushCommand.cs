using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Sends clients an object, which their SDK passes to the application as a push notification: the clients of a channel, or of a role in it, a client, or a connection.</summary>
[Cmdlet(VerbsCommunications.Send, "SoraPush", SupportsShouldProcess = true)]
[OutputType(typeof(SoraPush), typeof(string))]
public sealed class SendSoraPushCommand : SoraChangeCommand<SoraPush>
{
    private static readonly string[] Roles = { "sendrecv", "sendonly", "recvonly" };

    private readonly HashSet<(SoraServer, string Channel, SoraField, string Id)> _seen = new();
    private JsonElement? _data;
    private string? _recipients;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The data to send: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>Only to these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(NullIsEmpty = true)]
    public string[]? ClientId { get; set; }

    /// <summary>Only to these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(NullIsEmpty = true)]
    public string[]? ConnectionId { get; set; }

    /// <summary>Only to connections of this role.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? Role { get; set; }

    /// <summary>The role of a change that failed and is tried again: a property of the target object of its error.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string? OnlyRole { get; set; }

    /// <summary>A record that has an id without a value, or a role and no id. (A connection has a role too, but means itself.)</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [UnboundValueTransformation(nameof(ConnectionId), nameof(ClientId), Otherwise = nameof(Role))]
    public PSObject? InputRow { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(ClientId), Messages.ReceiverNotGiven);
        CommandLine.ThrowIfEmpty(nameof(ConnectionId), Messages.ReceiverNotGiven);
        _data = CommandLine.GetJsonObject(Data, nameof(Data));
        string[] given = new[] { nameof(ClientId), nameof(ConnectionId), nameof(Role) }.Where(CommandLine.Contains).ToArray();
        if (given.Length > 1)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(Messages.PushToOneKind), null);
        }

        _recipients = given.FirstOrDefault();
    }

    // A parameter on the command line takes precedence over what the record is. A record that is a connection means that connection.
    private protected override IEnumerable<Change<SoraPush>> GetChanges(SoraServer server)
    {
        var sent = InputObject.Unwrap() as SoraPush;
        string? role = Role ?? OnlyRole ?? (sent is null ? UnboundValueTransformationAttribute.GetText(InputRow, nameof(Role)) : sent.Role);
        if (_recipients is null && sent is null && FindMistake(role) is { } mistake)
        {
            RejectRecord(new ArgumentException(mistake), server);
            return Array.Empty<Change<SoraPush>>();
        }

        return (_recipients ?? FindRecipients(sent)) switch
        {
            nameof(ConnectionId) => PushTo(server, SoraOperations.PushConnection, SoraFields.ConnectionId, ConnectionId!, Messages.PlanPushConnection),
            nameof(ClientId) => PushTo(server, SoraOperations.PushClient, SoraFields.ClientId, ClientId!, Messages.PlanPushClient),
            _ when role is not null => PushTo(server, SoraOperations.PushChannelByRole, SoraFields.Role, new[] { role.ToLowerInvariant() }, Messages.PlanPushRole),
            _ => PushToChannels(server),
        };
    }

    /// <summary>Why the record must not be sent: what limits it is there and has no value, and it must not become a push to everybody in the channel; null if it may be sent.</summary>
    private string? FindMistake(string? role) =>
        IsEmpty(ConnectionId, nameof(ConnectionId)) ? SafeMessage.Format(Messages.RecordValueEmpty, nameof(ConnectionId))
        : IsEmpty(ClientId, nameof(ClientId)) ? SafeMessage.Format(Messages.RecordValueEmpty, nameof(ClientId))
        : InputRow is null || Roles.Contains(role, StringComparer.OrdinalIgnoreCase) ? null
        : string.IsNullOrEmpty(role) ? SafeMessage.Format(Messages.RecordValueEmpty, nameof(Role))
        : SafeMessage.Format(Messages.RecordRoleInvalid, role!, string.Join(", ", Roles));

    private bool IsEmpty(string[]? ids, string parameter) => IdTransformationAttribute.IsEmpty(ids) || UnboundValueTransformationAttribute.IsEmpty(InputRow, parameter);

    /// <summary>Whom the record means. Of an earlier push, the ids that are null say that it was not for them.</summary>
    private string FindRecipients(SoraPush? sent) =>
        (sent is null ? ConnectionId is not null : sent.ConnectionId is not null) ? nameof(ConnectionId)
        : (sent is null ? ClientId is not null : sent.ClientId is not null) ? nameof(ClientId)
        : nameof(ChannelId);

    private IEnumerable<Change<SoraPush>> PushTo(SoraServer server, SoraOperation<SoraPush> operation, SoraField field, string[] ids, string description)
    {
        foreach (string channel in ChannelId)
        {
            foreach (string id in ids)
            {
                if (_seen.Add((server, channel, field, id)))
                {
                    var details = field == SoraFields.ConnectionId ? GetDetails(channel, id) : default;
                    yield return new(server, operation, SafeMessage.Format(description, channel, details.Describe(id), server.Name), (SoraFields.ChannelId, channel), (field, id), (SoraFields.Data, _data))
                    {
                        Connection = details,
                    };
                }
            }
        }
    }

    private IEnumerable<Change<SoraPush>> PushToChannels(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            if (_seen.Add((server, channel, SoraFields.ChannelId, channel)))
            {
                yield return new(server, SoraOperations.PushChannel, SafeMessage.Format(Messages.PlanPushChannel, ChannelDetails.Describe(InputObject, channel), server.Name), (SoraFields.ChannelId, channel), (SoraFields.Data, _data));
            }
        }
    }
}
