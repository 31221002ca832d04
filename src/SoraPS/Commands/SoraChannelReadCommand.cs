using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>A cmdlet that asks for something of channels whose answer is not publicly known: it writes custom objects with all fields, and the channel of the request where they have none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraChannelReadCommand : SoraRemoteCommand
{
    // A channel is asked about once, however many of its connections the pipeline passes.
    private readonly HashSet<(SoraServer, string)> _asked = new();

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        var lists = new List<ServerList<(string Channel, object? Item)>>();
        foreach (var (server, channel) in GetNewChannels())
        {
            var request = CreateRequest();
            request[SoraFields.ChannelId] = channel;
            var target = new SoraErrorTarget(new[] { new KeyValuePair<string, object?>(nameof(ChannelId), channel) });
            target.SetServer(server);
            if (AsCurl.IsPresent)
            {
                Curl.Write(server, client => client.ToCurl(request.Operation, request), target, Pipeline.WriteNonTerminatingError);
            }
            else if (Clients.Find(server, target) is { } client)
            {
                lists.Add(new(server, target, ReadAsync(server, client, request, channel)));
            }
        }

        Merger.Merge(lists, (answer, _) => Pipeline.WriteObject(Complete(answer.Item, answer.Channel)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Resolver.Complete();

    /// <summary>The request, without the channel.</summary>
    private protected abstract SoraRequest CreateRequest();

    /// <summary>Called with each object, before it is written.</summary>
    private protected virtual void Prepare(PSObject item)
    {
    }

    private List<(SoraServer, string)> GetNewChannels() =>
        (from server in Resolver.GetServers(Server, InputObject, WriteServerError)
         from channel in ChannelId
         where _asked.Add((server, channel))
         select (server, channel)).ToList();

    private async IAsyncEnumerable<IReadOnlyList<(string, object?)>> ReadAsync(SoraServer server, SoraClient client, SoraRequest request, string channel)
    {
        await foreach (var items in client.InvokeBatchesAsync(request.Operation, request.ToUtf8(), server.ResponseJson, Pipeline.CancellationToken).ConfigureAwait(false))
        {
            yield return items.Select(item => (channel, item)).ToList();
        }
    }

    private object? Complete(object? item, string channel)
    {
        if (item is PSObject { BaseObject: PSCustomObject } known)
        {
            if (known.Properties[SoraFields.ChannelId.Name] is null)
            {
                known.Properties.Add(new PSNoteProperty(SoraFields.ChannelId.Name, channel));
            }

            Prepare(known);
        }

        return item;
    }
}
