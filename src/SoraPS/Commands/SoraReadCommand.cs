using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that asks each server about itself, without a body.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraReadCommand : SoraRemoteCommand
{
    // However many objects of a server the pipeline passes, the server is asked once.
    private readonly HashSet<SoraServer> _asked = new();
    private ServerObjectWriter _output = null!;

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _output = new ServerObjectWriter(Pipeline, Resolver);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Resolver.Complete();

    /// <summary>The servers of the current record that no record before it named.</summary>
    private protected IReadOnlyList<SoraServer> GetNewServers() => Resolver.GetServers(Server, InputObject, WriteServerError).Where(_asked.Add).ToList();

    /// <summary>Asks the servers of the current record side by side, each once, and writes their answers.</summary>
    private protected void WriteAnswers<T>(SoraOperation<T> operation)
        where T : SoraAnswer => Ask(operation, (server, client) => CallAsync(server, client, operation), (answer, _) => Pipeline.WriteObject(answer));

    /// <summary>The same for an operation that answers with a list. If there are several servers, the table shows which one an element is from.</summary>
    private protected void WriteLists<T>(SoraListOperation<T> operation)
        where T : SoraObject => Ask(
            operation,
            (_, client) => PipelineOutput.WrapAsync(client.ListBatchesAsync(operation, null, Pipeline.CancellationToken), _ => true),
            (item, server) => _output.Write(item!, server));

    /// <summary>The same for an operation whose answer is not publicly known: custom objects with all of its fields.</summary>
    private protected void WriteUntyped(SoraOperation operation) => Ask(
        operation, (server, client) => client.InvokeBatchesAsync(operation, null, server.ResponseJson, Pipeline.CancellationToken), (item, _) => Pipeline.WriteObject(item));

    private void Ask<T>(SoraOperation operation, Func<SoraServer, SoraClient, IAsyncEnumerable<IReadOnlyList<T>>> send, Action<T, SoraServer> write)
    {
        var lists = new List<ServerList<T>>();
        foreach (var server in GetNewServers())
        {
            if (AsCurl.IsPresent)
            {
                Curl.Write(server, client => client.ToCurl(operation, (SoraRequest?)null), server, Pipeline.WriteNonTerminatingError);
            }
            else if (Clients.Find(server, server) is { } client)
            {
                lists.Add(new ServerList<T>(server, server, send(server, client)));
            }
        }

        Merger.Merge(lists, write);
    }

    private async IAsyncEnumerable<IReadOnlyList<PSObject>> CallAsync<T>(SoraServer server, SoraClient client, SoraOperation<T> operation)
        where T : SoraAnswer
    {
        var answer = await client.CallAsync(operation, cancellationToken: Pipeline.CancellationToken).ConfigureAwait(false);
        answer.SetServer(server);
        yield return await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false);
    }
}
