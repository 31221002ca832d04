using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Calls any operation of the API, documented or not.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SoraApi", SupportsShouldProcess = true)]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class InvokeSoraApiCommand : SoraRemoteCommand
{
    /// <summary>The operation, as in <c>x-sora-target</c>, or the part of it after the dot.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Target { get; set; } = null!;

    /// <summary>The body of the request: text that contains JSON, or a hashtable, custom object or list. Without it, the request has no body.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Writes the text of the response unchanged.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SoraOperation operation;
        byte[]? json;
        try
        {
            operation = SoraOperations.Find(Target);
            // A server in the pipeline is where to send the request, and no body.
            json = Body is null || Body.Unwrap() is SoraServer ? null : PowerShellJson.ToUtf8(Body, nameof(Body));
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, Body ?? Target);
            return;
        }

        var servers = GetServers(operation, json);
        if (Raw.IsPresent)
        {
            Merger.Merge(servers.Select(item => new ServerList<string>(item.Server, Target, ReadTextAsync(item.Client, operation, json))), (text, _) => Pipeline.WriteObject(text));
        }
        else
        {
            Merger.Merge(servers.Select(item => new ServerList<object?>(item.Server, Target, ReadAsync(item.Server, item.Client, operation, json))), (item, _) => Pipeline.WriteObject(item));
        }
    }

    /// <summary>The servers to send the request to: if it may change something, those for which the user confirms it.</summary>
    private List<(SoraServer Server, SoraClient Client)> GetServers(SoraOperation operation, byte[]? json)
    {
        var servers = new List<(SoraServer, SoraClient)>();
        // A body may have a key named "server", which must not choose a server.
        foreach (var server in Resolver.GetServers(server: null, InputObject, WriteServerError))
        {
            if (AsCurl.IsPresent)
            {
                Curl.Write(server, client => client.ToCurl(operation, json), Target, Pipeline.WriteNonTerminatingError);
            }
            else if ((!operation.Changes || Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanInvoke, operation.Target, server.Name))) && Clients.Find(server, Target) is { } client)
            {
                servers.Add((server, client));
                if (operation.Changes)
                {
                    server.LiveConnectionCache.Clear();
                }
            }
        }

        return servers;
    }

    private IAsyncEnumerable<IReadOnlyList<object?>> ReadAsync(SoraServer server, SoraClient client, SoraOperation operation, byte[]? json) =>
        client.InvokeBatchesAsync(operation, json, server.ResponseJson, Pipeline.CancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<string>> ReadTextAsync(SoraClient client, SoraOperation operation, byte[]? json)
    {
        yield return new[] { await client.InvokeRawAsync(operation, json, Pipeline.CancellationToken).ConfigureAwait(false) };
    }
}
