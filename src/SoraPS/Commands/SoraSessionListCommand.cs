using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that reads sessions: of whole servers, or of channels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraSessionListCommand : SoraRemoteCommand
{
    // A session is read once, however many of its connections the pipeline passes.
    private readonly HashSet<(SessionQuery, SoraServer)> _read = new();
    private ConnectionQueryReader _channels = null!;
    private ConnectionPatterns? _patterns;
    private ListReader _lists = null!;
    private ServerObjectWriter _output = null!;

    /// <summary>The channels. Without it, every channel of the server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Only what is of channels whose id is like one of these.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [PatternTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelLike { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _channels = new ConnectionQueryReader(this, Pipeline, CommandLine);
        _lists = new ListReader(Pipeline, Clients, Merger, Suggestions, AsCurl.IsPresent ? Curl : null);
        _output = new ServerObjectWriter(Pipeline, Resolver);
        _patterns = ConnectionPatterns.Create(ChannelLike, null);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var channel in _channels.Read(ChannelId, default, hasOtherIds: null, InputObject.IsServer()))
        {
            var query = CreateQuery(channel.ChannelId);
            var servers = Resolver.GetServers(Server, InputObject, WriteServerError).Where(server => _read.Add((query, server))).ToList();
            var ages = CreateAgeRange();
            _lists.Read(query, servers, (list, _) => PipelineOutput.WrapAsync(Select(list, ages), _ => true), (wrapped, server) => _output.Write(wrapped!, server));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Resolver.Complete();

    /// <summary>What the current record asks for.</summary>
    private protected virtual SessionQuery CreateQuery(string? channelId) => new(channelId);

    /// <summary>The ages that a list which is requested now is searched for; null for any.</summary>
    private protected virtual AgeRange? CreateAgeRange() => null;

    /// <summary>What is written of a session; null for nothing.</summary>
    private protected abstract SoraObject? GetOutput(SoraSession session);

    private async IAsyncEnumerable<IReadOnlyList<SoraObject>> Select(IAsyncEnumerable<IReadOnlyList<SoraSession>> list, AgeRange? ages)
    {
        await foreach (var sessions in list.ConfigureAwait(false))
        {
            yield return sessions.Where(session => _patterns?.MatchesChannel(session.ChannelId!) != false && ages?.Contains(session.GetCreatedUtc()) != false)
                .Select(GetOutput).OfType<SoraObject>().ToList();
        }
    }
}
