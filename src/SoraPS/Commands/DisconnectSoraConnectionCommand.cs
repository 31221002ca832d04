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

    /// <summary>What Sora passes to the event webhook: a hashtable, a custom object, or text that contains a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _lookup = new ConnectionLookup(Pipeline, Diagnostics, Progress);
        _reason = CommandLine.GetJsonObject(Reason, nameof(Reason));
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
                    ? DisconnectUnknown(server, connection, new ArgumentException(Messages.CurlWithoutChannel))
                    : Disconnect(server, channel, connection, GetDetails(channel, connection));
            }
        }
    }

    private protected override IEnumerable<Change<SoraDisconnectedConnection>> GetLastChanges()
    {
        foreach (var (id, server, connection, error) in _lookup.Find())
        {
            yield return connection is null
                ? DisconnectUnknown(server, id, error!)
                : Disconnect(server, connection.ChannelId, id, new ConnectionDetails(connection.ClientId, connection.Role, connection.CreatedAt));
        }
    }

    private Change<SoraDisconnectedConnection> Disconnect(SoraServer server, string channel, string connection, ConnectionDetails details)
    {
        string description = SafeMessage.Format(Messages.PlanDisconnectConnection, channel, details.Describe(connection), server.Name);
        return new(server, SoraOperations.DisconnectConnection, description, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection), (SoraFields.Reason, _reason))
        {
            Connection = details,
        };
    }

    private static Change<SoraDisconnectedConnection> DisconnectUnknown(SoraServer server, string connection, Exception error) =>
        new(server, SoraOperations.DisconnectConnection, SafeMessage.Format(Messages.PlanDisconnectUnknown, connection, server.Name), (SoraFields.ConnectionId, connection)) { Error = error };
}
