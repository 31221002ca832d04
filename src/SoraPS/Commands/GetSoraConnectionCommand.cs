using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Lists connections: of a whole server, of channels, or the current state of those that the pipeline passes.</summary>
[Cmdlet(VerbsCommon.Get, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class GetSoraConnectionCommand : SoraListCommand
{
    // Records that name connections are read in the end, one request for all those of a channel.
    private readonly CombinedQueries _combined = new();
    private bool _isClientGiven;
    private bool _isConnectionGiven;

    // The ids that were typed, as long as nothing was found; null if there are none.
    private MissingIds? _missing;
    private readonly HashSet<SoraServer> _answered = new();

    /// <summary>Only connections of these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Only these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Only connections of these roles.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string[]? Role { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isClientGiven = CommandLine.Contains(nameof(ClientId));
        _isConnectionGiven = CommandLine.Contains(nameof(ConnectionId));
        _missing = (_isClientGiven || _isConnectionGiven) && !MyInvocation.ExpectingInput && !AsCurl.IsPresent ? new MissingIds(ClientId, ConnectionId) : null;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var (query, filters) in _combined.GetAll())
        {
            Write(query, filters.Keys.ToList(), (connection, server) => filters[server].Matches(connection));
        }

        if (_missing?.IsEmpty == false && _answered.Count > 0)
        {
            Suggestions.Write(_answered, ChannelId ?? Array.Empty<string>(), _missing, CommandLine.Contains(nameof(AllNodes)) ? !AllNodes.IsPresent : null);
        }
    }

    private protected override ConnectionFilter CreateFilter() => new(ClientId, ConnectionId, Role, Patterns);

    private protected override void ProcessQuery(ConnectionQuery query, IReadOnlyList<SoraServer> servers, ConnectionFilter? filter)
    {
        bool recordNamesConnections = (ClientId is not null && !_isClientGiven) || (ConnectionId is not null && !_isConnectionGiven);
        if (recordNamesConnections)
        {
            _combined.Add(query, servers, filter!);
        }
        else
        {
            Write(query, servers, (connection, _) => filter!.Matches(connection));
        }
    }

    private void Write(ConnectionQuery query, IReadOnlyList<SoraServer> servers, Func<SoraConnection, SoraServer, bool> matches)
    {
        var ages = CreateAgeRange();
        Lists.Read(
            query,
            servers,
            (list, server) => PipelineOutput.WrapAsync(list, connection => matches(connection, server) && ages?.Contains(connection.GetCreatedUtc()) != false),
            (wrapped, server) =>
            {
                if (wrapped is not null)
                {
                    _missing?.Remove((SoraConnection)wrapped.BaseObject);
                    Output.Write(wrapped, server);
                }
            },
            server => _answered.Add(server));
    }
}
