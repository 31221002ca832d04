using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>
/// What every cmdlet needs: it waits for work in one way, ends it when the pipeline ends, and reports failures in one way. Output stands
/// outside every <c>try</c> that maps errors, because a downstream <c>throw</c> or <c>break</c> surfaces in it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraCommand : PSCmdlet, IDisposable
{
    // Never disposed: it has no timer, and Ctrl+C may come while the pipeline is being torn down.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _ended = new();
#pragma warning restore CA2213
    private volatile bool _stopping;
    private Action<object?>? _write;

    /// <summary>Cancelled when the pipeline stops or ends early; goes into every call.</summary>
    protected CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopping = true;
        End();
    }

    /// <summary>Ends what is under way.</summary>
    private protected void End() => _ended.Cancel();

    /// <summary>Writes an object.</summary>
    private protected void Emit(object? item)
    {
        if (item is PSObject { BaseObject: SoraObject or SoraServer } wrapped)
        {
            PipelineOutput.BindAdapter(wrapped);
        }

        HandOut(_write ??= WriteObject, item);
    }

    /// <summary>Writes objects of ours.</summary>
    private protected void EmitAll(params SoraServer[] items)
    {
        foreach (var wrapped in Wait(PipelineOutput.WrapAsync(items)))
        {
            Emit(wrapped);
        }
    }

    /// <summary>Reports a failure of one item; the pipeline goes on unless the user wants otherwise.</summary>
    private protected void Report(Exception failure, object? target) => HandOut(WriteError, ErrorRecords.From(failure, target));

    /// <summary>If the pipeline does not come back from it (<c>Select-Object -First</c>, <c>-ErrorAction Stop</c>, a throw downstream), what is under way ends.</summary>
    private protected void HandOut<T>(Action<T> output, T item)
    {
        bool returned = false;
        try
        {
            output(item);
            returned = true;
        }
        finally
        {
            if (!returned)
            {
                End();
            }
        }
    }

    /// <summary>Waits for asynchronous work.</summary>
    private protected T Wait<T>(Task<T> work)
    {
        try
        {
            return PipelineThread.Wait(work);
        }
        catch (OperationCanceledException) when (_stopping)
        {
            // A quiet return would let EndProcessing run.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Whether a change may be made. What <c>-WhatIf</c> shows is the sentence alone, so that its lines read as a plan.</summary>
    private protected bool Agreed(string plan) => ShouldProcess(plan, Text(Messages.AreYouSure, plan), Messages.Confirm);

    /// <summary>A text for people, in which ids only show.</summary>
    private protected static string Text(string text, params string[] ids) =>
        string.Format(Messages.Culture, text, ids.Select(id => (object)SafeText.ForDisplay(id)).ToArray());

    /// <summary>Ends the pipeline for a mistake that concerns every record.</summary>
    private protected void Refuse(Exception mistake, object? target) => ThrowTerminatingError(ErrorRecords.From(mistake, target));
}
