using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>A cmdlet that reads the list of connections: of whole servers, or of channels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraListCommand : SoraRemoteCommand
{
    /// <summary>The parameter set of what is read from a list of connections.</summary>
    private protected const string FromConnections = "Connections";

    private ConnectionQueryReader _queries = null!;

    /// <summary>The channels to list. Without it, every channel of the server.</summary>
    [Parameter(ParameterSetName = FromConnections, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Only what is in channels whose id is like one of these.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [PatternTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelLike { get; set; }

    /// <summary>Only what has a client whose id is like one of these.</summary>
    [Parameter(ParameterSetName = FromConnections)]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [PatternTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ClientLike { get; set; }

    /// <summary>Only what is older.</summary>
    [Parameter(ParameterSetName = FromConnections)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(OlderThan))]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Only what is newer.</summary>
    [Parameter(ParameterSetName = FromConnections)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(NewerThan))]
    public TimeSpan? NewerThan { get; set; }

    /// <summary>Asks for the connections of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    private protected ListReader Lists { get; private set; } = null!;

    /// <summary>The patterns of the command line; null for none.</summary>
    private protected ConnectionPatterns? Patterns { get; private set; }

    private protected ServerObjectWriter Output { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _queries = new ConnectionQueryReader(this, Pipeline, CommandLine);
        Lists = new ListReader(Pipeline, Clients, Merger, Suggestions, AsCurl.IsPresent ? Curl : null);
        Output = new ServerObjectWriter(Pipeline, Resolver) { HasAllNodes = AllNodes.IsPresent };
        Patterns = ConnectionPatterns.Create(ChannelLike, ClientLike);
        if (OlderThan >= NewerThan)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(Messages.AgeRangeEmpty), null);
        }
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        var filter = CreateFilter();
        foreach (var query in _queries.Read(ChannelId, AllNodes, filter?.HasIds, InputObject.IsServer()))
        {
            ProcessQuery(query, Resolver.GetServers(Server, InputObject, WriteServerError), filter);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Resolver.Complete();

    /// <summary>The ages that a list which is requested now is searched for; null for any.</summary>
    private protected AgeRange? CreateAgeRange() => AgeRange.Create(OlderThan, NewerThan);

    /// <summary>What the current record looks for; null if the cmdlet does not look for single connections.</summary>
    private protected virtual ConnectionFilter? CreateFilter() => null;

    /// <summary>Lists what the current record asks for.</summary>
    private protected abstract void ProcessQuery(ConnectionQuery query, IReadOnlyList<SoraServer> servers, ConnectionFilter? filter);
}
