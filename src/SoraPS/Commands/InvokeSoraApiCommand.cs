using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Calls any operation of the API, documented or not.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SoraApi", SupportsShouldProcess = true)]
[OutputType(typeof(PSCustomObject), typeof(string))]
public sealed class InvokeSoraApiCommand : SoraServerCommand
{
    /// <summary>The operation, as in <c>x-sora-target</c>.</summary>
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
            json = Body is null ? null : PowerShellJson.ToUtf8(Body);
        }
        catch (ArgumentException e)
        {
            Report(e, Body ?? Target);
            return;
        }

        var servers = Servers().Where(session => !Shows(session, client => client.ToCurl(operation, json), Target)).Where(session => operation.ReadsOnly || Agreed(Text(Messages.PlanInvoke, Target, session.Name))).ToList();
        if (!operation.ReadsOnly)
        {
            servers.ForEach(session => session.Live.Forget());
        }

        if (Raw.IsPresent)
        {
            Merge(servers.Select(session => new Listing<string>(session, Target, TextAsync(ClientOf(session), operation, json))), (text, _) => Emit(text));
        }
        else
        {
            Merge(
                servers.Select(session => new Listing<object?>(session, Target, ClientOf(session).InvokeManyAsync(operation, json, session.ResponseJson, Ended))),
                (item, _) => Emit(item));
        }
    }

    /// <summary>A body may have a key of that name, which says nothing of where to send it.</summary>
    private protected override bool RecordNamesNone() => true;

    private async IAsyncEnumerable<IReadOnlyList<string>> TextAsync(SoraClient client, SoraOperation operation, byte[]? json)
    {
        yield return new[] { await client.InvokeRawAsync(operation, json, Ended).ConfigureAwait(false) };
    }
}
