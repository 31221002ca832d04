using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Calls any operation of the API, documented or not.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SoraApi", SupportsShouldProcess = true)]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class InvokeSoraApiCommand : SoraServerCommand
{
    /// <summary>The operation, as in <c>x-sora-target</c>, or what stands behind the dot of it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Target { get; set; } = null!;

    /// <summary>The JSON to send: text that holds JSON, or a hashtable, custom object or list. Left out, nothing is sent.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Writes the text of the answer as it came.</summary>
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
            // A server that comes down the pipeline is the server, and no body.
            json = Body is null || Body.Unwrap() is SoraServer ? null : PowerShellJson.ToUtf8(Body);
        }
        catch (ArgumentException e)
        {
            Report(e, Body ?? Target);
            return;
        }

        var servers = Agreed(operation, json);
        if (Raw.IsPresent)
        {
            Merge(servers.Select(server => new Listing<string>(server, Target, TextAsync(ClientOf(server), operation, json))), (text, _) => Emit(text));
        }
        else
        {
            Merge(
                servers.Select(server => new Listing<object?>(server, Target, ClientOf(server).InvokeManyAsync(operation, json, server.ResponseJson, Ended))),
                (item, _) => Emit(item));
        }
    }

    /// <summary>The servers to send it to: those for which the user agrees, if it may change something.</summary>
    private List<SoraServer> Agreed(SoraOperation operation, byte[]? json)
    {
        var servers = new List<SoraServer>();
        foreach (var server in Servers())
        {
            if (Shows(server, client => client.ToCurl(operation, json), Target) || (operation.Changes && !Agreed(Text(Messages.PlanInvoke, operation.Target, server.Name))))
            {
                continue;
            }

            servers.Add(server);
            if (operation.Changes)
            {
                server.Live.Forget();
            }
        }

        return servers;
    }

    /// <summary>A body may have a key of that name, which says nothing of where to send it.</summary>
    private protected override bool RecordNamesNone() => true;

    private async IAsyncEnumerable<IReadOnlyList<string>> TextAsync(SoraClient client, SoraOperation operation, byte[]? json)
    {
        yield return new[] { await client.InvokeRawAsync(operation, json, Ended).ConfigureAwait(false) };
    }
}
