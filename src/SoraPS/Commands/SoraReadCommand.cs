using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that asks each server for one object about itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraReadCommand : SoraRemoteCommand
{
    // However many objects of a server the pipeline passes, the server is asked once.
    private readonly HashSet<SoraServer> _asked = new();

    /// <summary>Asks the servers of the current record side by side, each once, and writes their answers.</summary>
    private protected void WriteAnswers<T>(SoraOperation<T> operation)
        where T : SoraAnswer
    {
        var lists = new List<ServerList<PSObject>>();
        foreach (var server in Resolver.GetServers(Server, InputObject, WriteServerError))
        {
            if (!_asked.Add(server))
            {
                continue;
            }

            if (AsCurl.IsPresent)
            {
                Curl.Write(server, client => client.ToCurl(operation, (SoraRequest?)null), server, Pipeline.WriteNonTerminatingError);
            }
            else if (Clients.Find(server, server) is { } client)
            {
                lists.Add(new ServerList<PSObject>(server, server, CallAsync(server, client, operation)));
            }
        }

        Merger.Merge(lists, (answer, _) => Pipeline.WriteObject(answer));
    }

    private async IAsyncEnumerable<IReadOnlyList<PSObject>> CallAsync<T>(SoraServer server, SoraClient client, SoraOperation<T> operation)
        where T : SoraAnswer
    {
        var answer = await client.CallAsync(operation, cancellationToken: Pipeline.CancellationToken).ConfigureAwait(false);
        answer.SetServer(server);
        yield return await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false);
    }
}
