using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>
/// A cmdlet that changes something for each record: it asks the user for confirmation, sends several requests at once, and writes the answers
/// in the order of the input.
/// </summary>
/// <typeparam name="TAnswer">The type of the answers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraChangeCommand<TAnswer> : SoraRemoteCommand
    where TAnswer : SoraChangeAnswer
{
    private readonly List<Action> _held = new();
    private ChangeQueue<TAnswer> _queue = null!;
    private ChangeResultWriter<TAnswer> _results = null!;

    /// <summary>How many requests are in progress at once. With 1, each request waits for the answer to the one before.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>How many changes are made at most. The first one above it is an error, and no more are made.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumCount { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // Where the user is asked about each change, the answer to one is shown before the question about the next.
        _queue = new ChangeQueue<TAnswer>(IsSequential || CommandLine.WillPrompt ? 1 : ThrottleLimit, Pipeline);
        _results = new ChangeResultWriter<TAnswer>(_queue, Pipeline, Diagnostics, Progress, Suggestions) { OnAnswered = OnAnswered };
        Limit = new ChangeLimit(this, CommandLine, CommandLine.Contains(nameof(MaximumCount)) ? MaximumCount : null);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => RunToEnd(() => Make(Resolver.GetServers(Server, InputObject, RejectRecord).SelectMany(GetChanges)));

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => RunToEnd(() =>
    {
        Make(GetLastChanges());
        _held.ForEach(finish => finish());
        _results.Complete();
        ProcessAnswered();
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A pipeline that is stopped while another command of it runs calls nothing else.
        WriteUnaccounted();
        base.Dispose(disposing);
    }

    /// <summary>How many changes may be made.</summary>
    private protected ChangeLimit Limit { get; private set; } = null!;

    /// <summary>True if a later change of the same thing must not overtake an earlier one.</summary>
    private protected virtual bool IsSequential => false;

    /// <summary>True if nothing is sent before all records have arrived, because some changes are sent together. The user is asked about each of them all the same.</summary>
    private protected virtual bool IsHeld => false;
    /// <summary>False if -MaximumCount does not count these changes, but others that the cmdlet makes.</summary>
    private protected virtual bool IsCounted => true;

    /// <summary>The changes of one server that the current record asks for.</summary>
    private protected abstract IEnumerable<Change<TAnswer>> GetChanges(SoraServer server);

    /// <summary>The changes that could not be made before all records had arrived.</summary>
    private protected virtual IEnumerable<Change<TAnswer>> GetLastChanges() => Array.Empty<Change<TAnswer>>();

    /// <summary>Called with each change that was made, before its answer is written.</summary>
    private protected virtual void OnAnswered(Change<TAnswer> change)
    {
    }

    /// <summary>What is done when all results have been written.</summary>
    private protected virtual void ProcessAnswered()
    {
    }

    /// <summary>Tells what became of changes whose results were not written. Called when the pipeline has ended early, and again when the cmdlet is disposed.</summary>
    private protected virtual void WriteUnaccounted() => _results?.WriteUnaccounted();

    /// <summary>Writes the error of a record of which no change can be made, in its place among the results.</summary>
    private protected void RejectRecord(Exception error, SoraServer server)
    {
        var target = RecordTarget.Create(this, InputObject, null);
        target.SetServer(server);
        RejectRecord(error, target);
    }

    /// <summary>What the current record knows of a connection.</summary>
    private protected ConnectionDetails GetDetails(string channelId, string connectionId) => ConnectionDetails.Find(InputObject, channelId, connectionId);

    private void Make(IEnumerable<Change<TAnswer>> changes)
    {
        foreach (var change in changes)
        {
            if (Limit.IsReached)
            {
                return;
            }

            if ((change.Error ?? (IsCounted ? Limit.CheckMaximum() : null)) is { } error)
            {
                Finish(() => Reject(change, error));
            }
            else if (AsCurl.IsPresent)
            {
                Count();
                change.Batch?.Add(change);
                Finish(() => WriteCurl(change));
            }
            else
            {
                Confirm(change);
            }
        }
    }

    private void Confirm(Change<TAnswer> change)
    {
        Suggestions.WritePatternHint(change.Request);
        bool mayChange = Pipeline.ShouldChange(change.Description, out bool isWhatIf);
        if (mayChange && Limit.Ask(_results.WriteAll, () => SafeMessage.Format(Messages.LimitQuestion, $"{_results.Answered:N0}", $"{_results.Failed:N0}", change.Description)) is { } stopped)
        {
            Finish(() => Reject(change, stopped));
        }
        else if (mayChange || isWhatIf)
        {
            Count();
            if (mayChange)
            {
                change.Batch?.Add(change);
                Finish(() => Send(change));
            }
        }
    }

    /// <summary>Does what is left to do for a change: now, or after all records, in their order.</summary>
    private void Finish(Action finish)
    {
        if (IsHeld)
        {
            _held.Add(finish);
        }
        else
        {
            finish();
        }
    }

    private void WriteCurl(Change<TAnswer> change)
    {
        if (change.Batch is null || change.Batch.Changes[0] == change)
        {
            Curl.Write(change.Server, client => change.Batch?.ToCurl(client) ?? client.ToCurl(change.Operation, change.Request), change.CreateTarget(), (e, _) => Reject(change, e));
        }
    }

    private void Count()
    {
        if (IsCounted)
        {
            Limit.Count();
        }
    }

    private void Send(Change<TAnswer> change)
    {
        Diagnostics.WriteStability(change.Operation);
        _results.WriteUntilNotFull();
        SoraClient client;
        try
        {
            client = Clients.Get(change.Server);
        }
        catch (ArgumentException e)
        {
            Reject(change, e);
            return;
        }

        _queue.Start(change, client);
        _results.WriteAvailable();
    }

    private void Reject(Change<TAnswer> change, Exception error)
    {
        _queue.AddRejected(change, error);
        _results.WriteAvailable();
    }

    private void RejectRecord(Exception error, object? server) => RejectRecord(error, RecordTarget.Create(this, InputObject, server));

    private void RejectRecord(Exception error, SoraErrorTarget target) => Finish(() =>
    {
        // Not the name of the server: piped on, a text would be an id.
        _queue.AddRejected(error, target);
        _results.WriteAvailable();
    });

    // However the pipeline ends, the user hears of every change that was sent.
    private void RunToEnd(Action work)
    {
        bool isComplete = false;
        try
        {
            work();
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                WriteUnaccounted();
            }
        }
    }
}
