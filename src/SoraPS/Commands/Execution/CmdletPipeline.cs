using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>
/// The one way in which a cmdlet waits for asynchronous work, writes to its streams and asks the user. Work that is in progress is cancelled
/// when the pipeline stops, and when it does not return from a write.
/// </summary>
internal sealed class CmdletPipeline : IDisposable
{
    private readonly PSCmdlet _cmdlet;

    // Never disposed: it has no timer, and Ctrl+C may arrive while the pipeline is being torn down.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _cancellation = new();
#pragma warning restore CA2213
    private readonly Action<object?> _writeObject;
    private volatile bool _stopping;

    public CmdletPipeline(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _writeObject = cmdlet.WriteObject;
    }

    /// <summary>Cancelled when the pipeline stops or ends early. It is passed to every request.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>The user or the host stops the pipeline.</summary>
    public void Stop()
    {
        _stopping = true;
        Cancel();
    }

    /// <summary>Cancels the requests that are in progress.</summary>
    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => Cancel();

    /// <summary>Waits for asynchronous work.</summary>
    public T Wait<T>(Task<T> work)
    {
        try
        {
            return PipelineThread.Wait(work);
        }
        catch (OperationCanceledException) when (_stopping)
        {
            // If this returned normally, PowerShell would call EndProcessing.
            throw new PipelineStoppedException();
        }
    }

    public void WriteObject(object? item)
    {
        if (item is PSObject { BaseObject: SoraObject or SoraServer } wrapped)
        {
            PipelineOutput.BindAdapter(wrapped);
        }

        CancelUnlessReturns(_writeObject, item);
    }

    public void WriteServers(params SoraServer[] servers)
    {
        foreach (var wrapped in Wait(PipelineOutput.WrapAsync(servers)))
        {
            WriteObject(wrapped);
        }
    }

    /// <summary>Writes an error about one item. The pipeline continues unless <c>-ErrorAction</c> says otherwise.</summary>
    public void WriteNonTerminatingError(Exception exception, object? target) => CancelUnlessReturns(_cmdlet.WriteError, ErrorRecords.Create(exception, target));

    /// <summary>Ends the pipeline because of a mistake that concerns every record.</summary>
    public void ThrowTerminatingError(Exception exception, object? target) => _cmdlet.ThrowTerminatingError(ErrorRecords.Create(exception, target));

    public void WriteWarning(string message) => CancelUnlessReturns(_cmdlet.WriteWarning, message);

    public void WriteVerbose(string message) => CancelUnlessReturns(_cmdlet.WriteVerbose, message);

    public void WriteDebug(string message) => CancelUnlessReturns(_cmdlet.WriteDebug, message);

    /// <summary>Whether a change may be made. <c>-WhatIf</c> shows only the description, so that several of them read as a list.</summary>
    public bool ShouldChange(string description) =>
        _cmdlet.ShouldProcess(description, SafeMessage.Format(Messages.ConfirmQuery, description), Messages.ConfirmCaption);

    // A write does not return after Select-Object -First, -ErrorAction Stop, or an exception in a command further down the pipeline.
    private void CancelUnlessReturns<T>(Action<T> write, T value)
    {
        bool returned = false;
        try
        {
            write(value);
            returned = true;
        }
        finally
        {
            if (!returned)
            {
                Cancel();
            }
        }
    }
}
