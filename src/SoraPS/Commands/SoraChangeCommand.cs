using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using SoraPS.Binding;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that changes something, item by item: it asks, sends, keeps several requests in flight, and writes the answers in the order of the input.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraChangeCommand : SoraServerCommand
{
    private readonly Queue<Change> _unwritten = new();
    private int _limit;
    private int _items;
    private int _answered;
    private int _failed;
    private bool _allSent;

    // Never disposed: a request that nobody waits for any more may end after the cmdlet.
#pragma warning disable CA2213
    private SemaphoreSlim _room = null!;
#pragma warning restore CA2213

    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>How many requests are in flight at once; 1 is strictly one after another.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _limit = AsksTheUser() ? 1 : ThrottleLimit;
        _room = new SemaphoreSlim(_limit);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _allSent = true;
        WriteAll();
        Complete();
    }

    /// <summary>Every server and channel that the record names.</summary>
    private protected void Each(Action<SoraSession, string> change)
    {
        foreach (var session in Servers())
        {
            foreach (string channel in ChannelId)
            {
                change(session, channel);
            }
        }
    }

    /// <summary>The same, with every id.</summary>
    private protected void Each(string[] ids, Action<SoraSession, string, string> change) => Each((session, channel) =>
    {
        foreach (string id in ids)
        {
            change(session, channel, id);
        }
    });

    /// <summary>Sends one change to one server, if it may be sent and the user agrees.</summary>
    /// <param name="session">The server.</param>
    /// <param name="operation">A row of the operation table.</param>
    /// <param name="request">The body.</param>
    /// <param name="plan">What is going to be done, for people.</param>
    /// <param name="target">What the user passed.</param>
    private protected void Send<T>(SoraSession session, SoraChangeOperation<T> operation, SoraRequest request, string plan, object target)
        where T : SoraAnswer
    {
        try
        {
            request.Validate();
        }
        catch (ArgumentException e)
        {
            Fail(e, target);
            return;
        }

        if (Shows(session, client => client.ToCurl(operation, request), target) || !Agreed(plan))
        {
            return;
        }

        Await(_room.WaitAsync(Timeout.Infinite, Ended), Changed);
        _items++;
        var change = new Change(session, request.ChannelId, target, RunAsync(session, ClientOf(session), operation, request));
        _unwritten.Enqueue(change);
        if (_limit == 1)
        {
            WriteAll();
        }
        else
        {
            WriteFinished();
        }
    }

    /// <summary>In its turn: a record that is refused must not, with <c>-ErrorAction Stop</c>, cost the answers to those before it.</summary>
    private protected override void Fail(Exception failure, object? target)
    {
        _items++;
        _unwritten.Enqueue(new Change(null, null, target, Task.FromResult(new Outcome(null, failure))));
        WriteFinished();
    }

    /// <summary>Never fails: the outcome of a change that nobody waits for any more must not become an unobserved exception.</summary>
    private async Task<Outcome> RunAsync<T>(SoraSession session, SoraClient client, SoraChangeOperation<T> operation, SoraRequest request)
        where T : SoraAnswer
    {
        try
        {
            var answer = await client.ChangeAsync(operation, request, Ended).ConfigureAwait(false);
            session.Live.Forget();
            PipelineOutput.SetServer(answer, session);
            return new Outcome((await PipelineOutput.WrapAsync(new[] { answer }).ConfigureAwait(false))[0], null);
        }
        catch (Exception e)
        {
            return new Outcome(null, e);
        }
        finally
        {
            _room.Release();
        }
    }

    private void WriteFinished()
    {
        while (_unwritten.Count > 0 && _unwritten.Peek().Outcome.IsCompleted)
        {
            Write(_unwritten.Dequeue());
        }
    }

    private void WriteAll()
    {
        while (_unwritten.Count > 0)
        {
            Write(_unwritten.Dequeue());
        }
    }

    private void Write(Change change)
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
                Hint(new[] { change.Session! }, change.Channel);
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
        ? (string.Format(Messages.Culture, Messages.ProgressChangeOf, _answered, _failed, _items), (int)(100L * (_answered + _failed) / Math.Max(1, _items)))
        : (string.Format(Messages.Culture, Messages.ProgressChange, _answered, _failed), -1);

    /// <summary>True where PowerShell will ask before each change. Requests then wait for the answer, one at a time.</summary>
    private bool AsksTheUser()
    {
        if (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm))
        {
            return LanguagePrimitives.IsTrue(confirm);
        }

        return LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            && preference is ConfirmImpact.Low or ConfirmImpact.Medium;
    }

    private sealed record Change(SoraSession? Session, string? Channel, object? Target, Task<Outcome> Outcome);

    private sealed record Outcome(PSObject? Answer, Exception? Failure);
}
