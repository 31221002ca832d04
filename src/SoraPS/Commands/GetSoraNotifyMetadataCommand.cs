using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Shows the signalling notify metadata of connections.</summary>
[Cmdlet(VerbsCommon.Get, "SoraNotifyMetadata")]
[OutputType(typeof(SoraNotifyMetadata), typeof(string))]
public sealed class GetSoraNotifyMetadataCommand : SoraRemoteCommand
{
    // However often records name it, it is read once.
    private readonly HashSet<(NotifyMetadataQuery, SoraServer)> _read = new();
    private ListReader _lists = null!;
    private ServerObjectWriter _output = null!;

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation(Property = nameof(ChannelId))]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>Only these connections. Without it, all connections of the channels.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _lists = new ListReader(Pipeline, Clients, Merger, Suggestions, AsCurl.IsPresent ? Curl : null);
        _output = new ServerObjectWriter(Pipeline, Resolver);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var servers = Resolver.GetServers(Server, InputObject, WriteServerError);
        foreach (var query in from channel in ChannelId from connection in ConnectionId ?? new string?[] { null } select new NotifyMetadataQuery(channel, connection))
        {
            _lists.Read(query, servers.Where(server => _read.Add((query, server))).ToList(), (list, _) => PipelineOutput.WrapAsync(list, _ => true), (wrapped, server) => _output.Write(wrapped!, server));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Resolver.Complete();
}
