using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Sets the signalling notify metadata of connections: all of it, or one member.</summary>
[Cmdlet(VerbsCommon.Set, "SoraNotifyMetadata", SupportsShouldProcess = true, DefaultParameterSetName = Whole)]
[OutputType(typeof(SoraChangedNotifyMetadata), typeof(string))]
public sealed class SetSoraNotifyMetadataCommand : SoraChangeCommand<SoraChangedNotifyMetadata>
{
    private const string Whole = "Metadata";
    private const string Item = "Key";

    private readonly HashSet<(SoraServer, string Channel, string Connection)> _seen = new();
    private JsonElement? _value;

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

    /// <summary>The metadata, any JSON: text must contain JSON.</summary>
    [Parameter(ParameterSetName = Whole, Mandatory = true, Position = 2)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Metadata { get; set; }

    /// <summary>The member of the metadata to set.</summary>
    [Parameter(ParameterSetName = Item, Mandatory = true)]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>The value of the member, any JSON: text is text.</summary>
    [Parameter(ParameterSetName = Item, Mandatory = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Lets the value be null, an empty text or an empty list, as that of a variable is which was never set.</summary>
    [Parameter]
    public SwitchParameter AllowEmpty { get; set; }

    /// <summary>Tells all clients of the channel.</summary>
    [Parameter]
    public SwitchParameter Push { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _value = Key is null
            ? CommandLine.GetJson(Metadata, nameof(Metadata), AllowEmpty, isText: false)
            : CommandLine.GetJson(Value, nameof(Value), AllowEmpty, isText: true);
    }

    private protected override IEnumerable<Change<SoraChangedNotifyMetadata>> GetChanges(SoraServer server)
    {
        // A change fires one push, however many records name the connection.
        foreach (var (channel, connection) in from channel in ChannelId from connection in ConnectionId where _seen.Add((server, channel, connection)) select (channel, connection))
        {
            var details = GetDetails(channel, connection);
            string description = SafeMessage.Format(Key is null ? Messages.PlanSetNotifyMetadata : Messages.PlanSetNotifyMetadataItem, channel, details.Describe(connection), server.Name, Key ?? string.Empty);
            yield return new(
                server,
                Key is null ? SoraOperations.PutSignalingNotifyMetadata : SoraOperations.PutSignalingNotifyMetadataItem,
                Push.IsPresent ? SafeMessage.Format(Messages.PlanWithPush, description) : description,
                GetFields(channel, connection).ToArray())
            { Connection = details };
        }
    }

    private IEnumerable<(SoraField, object?)> GetFields(string channel, string connection)
    {
        yield return (SoraFields.ChannelId, channel);
        yield return (SoraFields.ConnectionId, connection);
        yield return (SoraFields.Push, CommandLine.Contains(nameof(Push)) ? Push.IsPresent : null);
        if (Key is null)
        {
            yield return (SoraFields.Metadata, _value);
        }
        else
        {
            yield return (SoraFields.Key, Key);
            yield return (SoraFields.Value, _value);
        }
    }
}
