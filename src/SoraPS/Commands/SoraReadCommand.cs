using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that asks each server for one object about itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraReadCommand : SoraServerCommand
{
    // One answer, however many objects of a server come down the pipeline.
    private readonly HashSet<SoraServer> _asked = new();

    /// <summary>Asks the servers of the current record side by side, each once.</summary>
    private protected void Read<T>(SoraOperation<T> operation)
        where T : SoraAnswer
    {
        var listings = new List<Listing<PSObject>>();
        foreach (var server in Servers())
        {
            if (_asked.Add(server) && !Shows(server, client => client.ToCurl(operation, (SoraRequest?)null), server))
            {
                listings.Add(new Listing<PSObject>(server, server, CallAsync(server, ClientOf(server), operation)));
            }
        }

        Merge(listings, (answer, _) => Emit(answer));
    }

    private async IAsyncEnumerable<IReadOnlyList<PSObject>> CallAsync<T>(SoraServer server, SoraClient client, SoraOperation<T> operation)
        where T : SoraAnswer
    {
        var answer = await client.CallAsync(operation, cancellationToken: Ended).ConfigureAwait(false);
        answer.SetServer(server);
        yield return await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false);
    }
}
