using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that reads the list of connections: of whole servers, or of channels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraListCommand : SoraServerCommand
{
    private readonly HashSet<SoraServer> _asked = new();
    private bool _allAsked;

    /// <summary>The channels to list; without it the whole server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Asks for the connections of every node of a cluster.</summary>
    [Parameter]
    public SwitchParameter AllNodes { get; set; }

    private bool AllNodesGiven => MyInvocation.BoundParameters.ContainsKey(nameof(AllNodes));

    /// <summary>What a record lacks that says nothing of what to list, which must not list a whole server; else null.</summary>
    private protected virtual string? Lacking => ChannelId is null ? Messages.RecordWithoutChannel : null;

    /// <summary>Lists what the current record names.</summary>
    private protected abstract void List(string? channel);

    /// <summary>The servers of the current record, to be asked now or in the end.</summary>
    private protected IReadOnlyList<SoraServer> ServersToAsk()
    {
        var servers = Servers();
        _asked.UnionWith(servers);
        return servers;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ChannelId is not null && AllNodesGiven)
        {
            Report(new ArgumentException(Messages.AllNodesWithChannel), ChannelId);
            return;
        }

        if (MyInvocation.ExpectingInput && !RecordIsServer && Lacking is { } mistake)
        {
            Report(new ArgumentException(mistake), null);
            return;
        }

        foreach (string? channel in ChannelId ?? new string?[] { null })
        {
            List(channel);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _allAsked = true;

    /// <summary>Lists one channel, or everything, of several servers side by side.</summary>
    /// <param name="channel">The channel; null for everything.</param>
    /// <param name="servers">The servers.</param>
    /// <param name="arrange">What becomes of a server's connections before they get here.</param>
    /// <param name="deliver">Takes every item as it arrives.</param>
    /// <param name="ended">Hears of a server whose list came to its end.</param>
    private protected void List<T>(
        string? channel,
        IReadOnlyList<SoraServer> servers,
        Func<IAsyncEnumerable<IReadOnlyList<SoraConnection>>, SoraServer, IAsyncEnumerable<IReadOnlyList<T>>> arrange,
        Action<T, SoraServer> deliver,
        Action<SoraServer>? ended = null)
    {
        long before = ReceivedSoFar;
        var query = Query(channel);
        Merge(
            servers.Where(server => !Shows(server, client => client.ToCurl(query.Operation, query.Request), channel ?? (object)server))
                .Select(server => new Listing<T>(server, channel ?? (object)server, arrange(query.SendAsync(ClientOf(server), Ended), server))),
            deliver,
            ended);
        if (ReceivedSoFar == before && !AsCurl.IsPresent)
        {
            Hint(servers, channel);
        }
    }

    /// <summary>What a server is asked for.</summary>
    private protected ConnectionQuery Query(string? channel) => new(channel, AllNodesGiven ? !AllNodes.IsPresent : null);

    /// <summary>Writes objects of a server.</summary>
    private protected void Write(IReadOnlyList<SoraObject> items, SoraServer server)
    {
        foreach (var wrapped in Wait(PipelineOutput.WrapAsync(items)))
        {
            Write(wrapped, server);
        }
    }

    /// <summary>Writes an object; where several servers are asked its table says which it is of. Records that name theirs may be of several, which the first cannot tell.</summary>
    private protected void Write(PSObject wrapped, SoraServer server)
    {
        ((SoraObject)wrapped.BaseObject).SetServer(server);
        if (_asked.Count > 1 || (!_allAsked && RecordNamesServer && ServerStore.Current.Registered.Count > 1))
        {
            PipelineOutput.ShowServer(wrapped);
        }

        Emit(wrapped);
    }
}
