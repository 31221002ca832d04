using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Removes the signalling notify metadata of connections: all of it, or one member.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraNotifyMetadata", SupportsShouldProcess = true)]
[OutputType(typeof(SoraChangedNotifyMetadata), typeof(string))]
public sealed class RemoveSoraNotifyMetadataCommand : SoraChangeCommand<SoraChangedNotifyMetadata>
{
    private readonly HashSet<(SoraServer, string Channel, string Connection, string? Key)> _seen = new();

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

    /// <summary>Only this member of the metadata. Without it, all of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation(Single = true, NullIsEmpty = true)]
    public string? Key { get; set; }

    /// <summary>A record that has a key without a value.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [UnboundValueTransformation(nameof(Key))]
    public PSObject? InputRow { get; set; }

    /// <summary>Tells all clients of the channel.</summary>
    [Parameter]
    public SwitchParameter Push { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(Key), Messages.KeyNotGiven);
    }

    private protected override IEnumerable<Change<SoraChangedNotifyMetadata>> GetChanges(SoraServer server)
    {
        string? key = string.IsNullOrEmpty(Key) ? null : Key;
        if (key is null && (Key is not null || InputRow is not null) && InputObject.Unwrap() is not SoraChangedNotifyMetadata)
        {
            // A row with an empty cell must not remove everything. Only the result of a change says in this way that it was of all metadata.
            RejectRecord(new ArgumentException(SafeMessage.Format(Messages.RecordValueEmpty, nameof(Key))), server);
            yield break;
        }

        // A change fires one push, however many records name the connection.
        foreach (var (channel, connection) in from channel in ChannelId from connection in ConnectionId where _seen.Add((server, channel, connection, key)) select (channel, connection))
        {
            var details = GetDetails(channel, connection);
            string description = SafeMessage.Format(key is null ? Messages.PlanRemoveNotifyMetadata : Messages.PlanRemoveNotifyMetadataItem, channel, details.Describe(connection), server.Name, key ?? string.Empty);
            yield return new(
                server,
                key is null ? SoraOperations.DeleteSignalingNotifyMetadata : SoraOperations.DeleteSignalingNotifyMetadataItem,
                Push.IsPresent ? SafeMessage.Format(Messages.PlanWithPush, description) : description,
                GetFields(channel, connection, key).ToArray())
            { Connection = details };
        }
    }

    private IEnumerable<(SoraField, object?)> GetFields(string channel, string connection, string? key)
    {
        yield return (SoraFields.ChannelId, channel);
        yield return (SoraFields.ConnectionId, connection);
        yield return (SoraFields.Push, CommandLine.Contains(nameof(Push)) ? Push.IsPresent : null);
        if (key is not null)
        {
            yield return (SoraFields.Key, key);
        }
    }
}
