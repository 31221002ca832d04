using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that changes something, item by item: it asks, sends, keeps several requests in flight, and writes the answers in the order of the input.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraChangeCommand : SoraServerCommand
{
    private readonly HashSet<SoraOperation> _told = new();
    private ChangeQueue _queue = null!;
    private int _answered;
    private int _failed;
    private bool _allSent;

    /// <summary>How many requests are in flight at once; 1 is strictly one after another.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _queue = new ChangeQueue(OneByOne || AsksTheUser() ? 1 : ThrottleLimit);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _allSent = true;
        WriteOutcomes(wait: true);
        Complete();
    }

    /// <summary>True where a later change of the same thing must not overtake an earlier one.</summary>
    private protected virtual bool OneByOne => false;

    /// <summary>Every server that the record names, with each of these ids.</summary>
    private protected IEnumerable<(SoraServer Server, string Id)> Each(string[] ids)
    {
        foreach (var server in Servers())
        {
            foreach (string id in ids)
            {
                yield return (server, id);
            }
        }
    }

    /// <summary>The same, with each pair of ids.</summary>
    private protected IEnumerable<(SoraServer Server, string Id, string Other)> Each(string[] ids, string[] others)
    {
        foreach (var (server, id) in Each(ids))
        {
            foreach (string other in others)
            {
                yield return (server, id, other);
            }
        }
    }

    /// <summary>Sends one change to one server, if it may be sent and the user agrees.</summary>
    /// <param name="server">The server.</param>
    /// <param name="operation">A row of the operation table.</param>
    /// <param name="plan">What is going to be done, for people.</param>
    /// <param name="target">What the user passed.</param>
    /// <param name="body">The keys of the request; those without a value are left out.</param>
    private protected void Send<T>(SoraServer server, SoraOperation<T> operation, string plan, object? target, params (SoraField Field, object? Value)[] body)
        where T : SoraAnswer
    {
        var request = new SoraRequest(operation);
        foreach (var (field, value) in body)
        {
            request[field] = value;
        }

        try
        {
            request.Validate();
        }
        catch (ArgumentException e)
        {
            Fail(e, target);
            return;
        }

        if (Shows(server, client => client.ToCurl(operation, request), target) || !Agreed(plan))
        {
            return;
        }

        TellStability(operation);
        Await(_queue.RoomAsync(Ended), Changed);
        string? channel = body.Where(key => key.Field == SoraFields.ChannelId).Select(key => (string?)key.Value).FirstOrDefault();
        var client = ClientOf(server);
        _queue.Add(server, channel, target, () => CallAsync(server, client, operation, request));
        WriteOutcomes(wait: _queue.Limit == 1);
    }

    /// <summary>A JSON object that the user passed, for a body; null for none. Anything else ends the pipeline.</summary>
    private protected JsonElement? ToJsonObject(object? given, string parameter)
    {
        try
        {
            return given is null ? null : PowerShellJson.ToObject(given, parameter);
        }
        catch (ArgumentException e)
        {
            Refuse(e, given);
            return null;
        }
    }

    /// <inheritdoc/>
    private protected override void Fail(Exception failure, object? target)
    {
        _queue.AddRefused(failure, target);
        WriteOutcomes(wait: false);
    }

    /// <summary>With <c>-Verbose</c>: an operation that will go, or that may change.</summary>
    private void TellStability(SoraOperation operation)
    {
        if (_told.Add(operation) && operation.Stability is "Deprecated" or "Experimental")
        {
            HandOut(WriteVerbose, operation.Name + ": " + operation.GetAvailability());
        }
    }

    private async Task<PSObject> CallAsync<T>(SoraServer server, SoraClient client, SoraOperation<T> operation, SoraRequest request)
        where T : SoraAnswer
    {
        var answer = await client.CallAsync(operation, request, Ended).ConfigureAwait(false);
        server.Live.Forget();
        answer.SetServer(server);
        return (await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false))[0];
    }

    private void WriteOutcomes(bool wait)
    {
        while (_queue.TryTake(wait, out var change))
        {
            Write(change);
        }
    }

    private void Write(ChangeQueue.Change change)
    {
        var (answer, failure) = Await(change.Outcome, Changed);
        _answered += answer is null ? 0 : 1;
        _failed += answer is null ? 1 : 0;
        if (answer is not null)
        {
            Emit(answer);
        }
        else if (ErrorRecords.Covers(failure!))
        {
            Report(failure!, change.Target);
            if (failure is SoraApiException { Error: SoraError.SoraApiError })
            {
                Hint(new[] { change.Server! }, change.Channel);
            }
        }
        else if (failure is OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        else
        {
            ExceptionDispatchInfo.Capture(failure!).Throw();
        }
    }

    private (string Status, int Percent)? Changed() => _allSent
        ? (string.Format(Messages.Culture, Messages.ProgressChangeOf, _answered, _failed, _queue.Items), (int)(100L * (_answered + _failed) / Math.Max(1, _queue.Items)))
        : (string.Format(Messages.Culture, Messages.ProgressChange, _answered, _failed), -1);

    /// <summary>True where PowerShell will ask before each change. Requests then wait for the answer, one at a time.</summary>
    private bool AsksTheUser()
    {
        if (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm))
        {
            return LanguagePrimitives.IsTrue(confirm);
        }

        return LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            && preference is not ConfirmImpact.None && preference <= Impact;
    }

    /// <summary>How much harm the cmdlet may do, as its attribute says.</summary>
    private ConfirmImpact Impact => ((CmdletAttribute)Attribute.GetCustomAttribute(GetType(), typeof(CmdletAttribute))!).ConfirmImpact;
}
