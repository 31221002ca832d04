using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace SoraPS.Commands.Execution;

/// <summary>Writes the results of changes, in the order of the input, and counts them.</summary>
internal sealed class ChangeResultWriter<TAnswer>
    where TAnswer : SoraAnswer
{
    private readonly ChangeQueue<TAnswer> _queue;
    private readonly CmdletPipeline _pipeline;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly ProgressReporter _progress;
    private readonly IdSuggestions _suggestions;
    private int _answered;
    private int _failed;
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

    /// <summary>Writes the results that are there. If only one request may be in progress, waits for its result.</summary>
    public void WriteAvailable() => Write(wait: _queue.Limit == 1);

    /// <summary>Waits for all results.</summary>
    public void WriteAll()
    {
        _allAdded = true;
        Write(wait: true);
        _progress.Complete();
    }

    private void Write(bool wait)
    {
        while (_queue.TryDequeue(wait, out var item))
        {
            var result = _progress.Wait(item.Result);
            _diagnostics.WritePending();
            if (result.Answer is { } answer)
            {
                _answered++;
                _pipeline.WriteObject(answer);
            }
            else
            {
                _failed++;
                WriteError(item, result.Exception!);
            }
        }
    }

    private void WriteError(ChangeQueue<TAnswer>.Item item, Exception exception)
    {
        if (ErrorRecords.IsExpected(exception))
        {
            _pipeline.WriteNonTerminatingError(exception, item.Target);
            if (exception is SoraApiException { Error: SoraError.SoraApiError })
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
        ? new(string.Format(Messages.Culture, Messages.ProgressChangeOf, _answered, _failed, _queue.Count), (int)(100L * (_answered + _failed) / Math.Max(1, _queue.Count)))
        : new(string.Format(Messages.Culture, Messages.ProgressChange, _answered, _failed));
}
