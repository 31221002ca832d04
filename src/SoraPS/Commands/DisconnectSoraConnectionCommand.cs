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
    private ConnectionLookup _lookup = null!;
    private JsonElement? _reason;
    private bool _recordsHaveIds;

    /// <summary>The channels. Without it, the channels of the connections are looked up in the list of the server, after all records have arrived.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Property = nameof(ConnectionId))]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    /// <summary>The client of a record, for the plan and the result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Alias("client_id")]
    public object? ClientId { get; set; }

    /// <summary>The role of a record, for the plan and the result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    public object? Role { get; set; }

    /// <summary>The beginning of a record, for the plan and the result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    public object? CreatedAt { get; set; }

    /// <summary>What Sora passes to the event webhook: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _lookup = new ConnectionLookup(Pipeline, Clients, Diagnostics, Progress);
        _reason = CommandLine.GetJsonObject(Reason, nameof(Reason));
        if (new[] { nameof(ClientId), nameof(Role), nameof(CreatedAt) }.FirstOrDefault(CommandLine.Contains) is { } detail)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(string.Format(Messages.Culture, Messages.ParameterOfRecords, detail)), detail);
        }

        _recordsHaveIds = !CommandLine.Contains(nameof(ChannelId)) && !CommandLine.Contains(nameof(ConnectionId));
    }

    /// <summary>The change that disconnects one connection.</summary>
    internal static Change<SoraDisconnectedConnection> CreateChange(SoraServer server, string channel, string connection, ConnectionDetails details, JsonElement? reason)
    {
        string description = SafeMessage.Format(Messages.PlanDisconnectConnection, channel, details.Describe(connection), server.Name);
        return new(server, SoraOperations.DisconnectConnection, description, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection), (SoraFields.Reason, reason))
        {
            Connection = details,
        };
    }

    private protected override IEnumerable<Change<SoraDisconnectedConnection>> GetChanges(SoraServer server)
    {
        foreach (string connection in ConnectionId)
        {
            if (ChannelId is null && !AsCurl.IsPresent)
            {
                _lookup.Add(connection, server);
                continue;
            }

            foreach (string? channel in ChannelId ?? new string?[] { null })
            {
                yield return channel is null
                    ? DisconnectUnknown(server, server.Name, connection, new ArgumentException(Messages.CurlWithoutChannel))
                    : CreateChange(server, channel, connection, FindDetails(channel, connection), _reason);
            }
        }
    }

    private protected override IEnumerable<Change<SoraDisconnectedConnection>> GetLastChanges()
    {
        foreach (var result in _lookup.Find())
        {
            yield return result.Connection is not { } connection
                ? DisconnectUnknown(result.Server, result.ServerNames, result.ConnectionId, result.Error!)
                : CreateChange(result.Server, connection.ChannelId, result.ConnectionId, new ConnectionDetails(connection.ClientId, connection.Role, connection.CreatedAt), _reason);
        }
    }

    // Rows of CSV, JSON and jobs have no object of ours, but the same properties.
    private ConnectionDetails FindDetails(string channel, string connection)
    {
        var details = GetDetails(channel, connection);
        return details == default && _recordsHaveIds && InputObject is null ? ConnectionDetails.Read(ClientId, Role, CreatedAt) : details;
    }

    // With several servers, the target names all of them: piped on, it must not mean one of them.
    private static Change<SoraDisconnectedConnection> DisconnectUnknown(SoraServer server, string serverNames, string connection, Exception error) =>
        new(server, SoraOperations.DisconnectConnection, SafeMessage.Format(Messages.PlanDisconnectUnknown, connection, serverNames), (SoraFields.ConnectionId, connection))
        {
            Error = error,
            TargetServer = serverNames == server.Name ? server : RecordTarget.CreateServer(serverNames),
        };
}
