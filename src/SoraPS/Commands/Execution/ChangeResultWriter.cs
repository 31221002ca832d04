using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace SoraPS.Commands.Execution;

/// <summary>Writes the results of changes, in the order of the input, and counts them.</summary>
internal sealed class ChangeResultWriter<TAnswer>
    where TAnswer : SoraChangeAnswer
{
    private readonly ChangeQueue<TAnswer> _queue;
    private readonly CmdletPipeline _pipeline;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly ProgressReporter _progress;
    private readonly IdSuggestions _suggestions;
    private bool _allAdded;

    public ChangeResultWriter(ChangeQueue<TAnswer> queue, CmdletPipeline pipeline, RequestDiagnosticsWriter diagnostics, ProgressReporter progress, IdSuggestions suggestions)
    {
        _queue = queue;
        _pipeline = pipeline;
        _diagnostics = diagnostics;
        _suggestions = suggestions;
        _progress = progress;
        _progress.GetStatus = GetStatus;
    }

    /// <summary>Called with each change that was made, before its answer is written; null for nothing.</summary>
    public Action<Change<TAnswer>>? OnAnswered { get; init; }

    /// <summary>How many changes have been answered.</summary>
    public int Answered { get; private set; }

    /// <summary>How many changes have failed, those included that were not sent.</summary>
    public int Failed { get; private set; }

    /// <summary>Writes the results that are there. If only one request may be in progress, waits for its result.</summary>
    public void WriteAvailable()
    {
        while (TryWrite(wait: _queue.Limit == 1))
        {
        }
    }

    /// <summary>Waits until another change may be added.</summary>
    public void WriteUntilNotFull()
    {
        while (_queue.IsFull)
        {
            TryWrite(wait: true);
        }
    }

    /// <summary>Waits for the results of all changes that have been added.</summary>
    public void WriteAll()
    {
        while (TryWrite(wait: true))
        {
        }
    }

    /// <summary>Waits for all results. No more changes will be added.</summary>
    public void Complete()
    {
        _allAdded = true;
        WriteAll();
        _progress.Complete();
    }

    /// <summary>
    /// Names the changes that were sent and whose results were not written, after the pipeline has been stopped or has ended early. Nothing but an
    /// information record can be written then.
    /// </summary>
    public void WriteUnaccounted()
    {
        _pipeline.Cancel();
        var lines = new List<string>();
        foreach (var item in _queue.Clear().Where(item => item.IsSent))
        {
            lines.Add(string.Format(Messages.Culture, GetOutcome(_pipeline.Wait(item.Result)), item.Change!.Description));
        }

        if (lines.Count > 0)
        {
            _pipeline.WriteInformation(string.Join(Environment.NewLine, lines.Prepend(string.Format(Messages.Culture, Messages.Unaccounted, lines.Count))));
        }
    }

    private static string GetOutcome(ChangeResult result) => result switch
    {
        { Answer: not null } => Messages.UnaccountedDone,
        { Exception: OperationCanceledException } => Messages.UnaccountedUnknown,
        _ => Messages.UnaccountedFailed,
    };

    private bool TryWrite(bool wait)
    {
        if (!_queue.TryPeek(wait, out var item))
        {
            return false;
        }

        var result = _progress.Wait(item.Result);
        bool isWritten = false;
        try
        {
            _diagnostics.WritePending();
            Write(item, result);
            isWritten = true;
        }
        finally
        {
            // A write that does not return has passed the result on, unless the pipeline has been stopped.
            if (isWritten || !_pipeline.IsStopping)
            {
                _queue.Dequeue();
            }
        }

        return true;
    }

    private void Write(ChangeQueue<TAnswer>.Item item, ChangeResult result)
    {
        if (result.Answer is { } answer)
        {
            Answered++;
            OnAnswered?.Invoke(item.Change!);
            _pipeline.WriteObject(answer);
        }
        else
        {
            Failed++;
            WriteError(item, result.Exception!);
        }
    }

    private void WriteError(ChangeQueue<TAnswer>.Item item, Exception exception)
    {
        if (ErrorRecords.IsExpected(exception))
        {
            _pipeline.WriteNonTerminatingError(exception, item.Change?.CreateTarget() ?? item.Target, item.Change?.Description);
            if (exception is SoraApiException { Error: SoraError.SoraApiError } or ConnectionNotFoundException)
            {
                _suggestions.Write(new[] { item.Change!.Server }, item.Change.Request);
            }
        }
        else if (exception is OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        else
        {
            ExceptionDispatchInfo.Capture(exception).Throw();
        }
    }

    private ProgressStatus? GetStatus() => _allAdded
        ? new(string.Format(Messages.Culture, Messages.ProgressChangeOf, Answered, Failed, _queue.Count), (int)(100L * (Answered + Failed) / Math.Max(1, _queue.Count)))
        : new(string.Format(Messages.Culture, Messages.ProgressChange, Answered, Failed));
}
