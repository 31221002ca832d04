using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>
/// The one way in which a cmdlet waits for asynchronous work, writes to its streams and asks the user. Work that is in progress is cancelled
/// when the pipeline stops, and when it does not return from a write.
/// </summary>
internal sealed class CmdletPipeline : IDisposable
{
    private static readonly string[] HostTags = { "PSHOST" };

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

    /// <summary>True if the user or the host has stopped the pipeline.</summary>
    public bool IsStopping => _stopping;

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
    public void WriteNonTerminatingError(Exception exception, object? target) => WriteNonTerminatingError(exception, target, null);

    /// <inheritdoc cref="WriteNonTerminatingError(Exception, object?)"/>
    /// <param name="exception">Why it failed.</param>
    /// <param name="target">The item.</param>
    /// <param name="action">What was to be done to it; null if the exception says that.</param>
    public void WriteNonTerminatingError(Exception exception, object? target, string? action) =>
        CancelUnlessReturns(_cmdlet.WriteError, ErrorRecords.Create(exception, Wrap(target), action));

    /// <summary>Ends the pipeline because of a mistake that concerns every record.</summary>
    public void ThrowTerminatingError(Exception exception, object? target) => _cmdlet.ThrowTerminatingError(ErrorRecords.Create(exception, target));

    public void WriteWarning(string message) => CancelUnlessReturns(_cmdlet.WriteWarning, message);

    public void WriteVerbose(string message) => CancelUnlessReturns(_cmdlet.WriteVerbose, message);

    public void WriteDebug(string message) => CancelUnlessReturns(_cmdlet.WriteDebug, message);

    /// <summary>Writes a text that a terminal shows as it shows that of Write-Host. It can be written after the pipeline has been stopped.</summary>
    public void WriteInformation(string message) => _cmdlet.WriteInformation(new HostInformationMessage { Message = message }, HostTags);

    /// <summary>Whether a change may be made. <c>-WhatIf</c> shows only the description, so that several of them read as a list.</summary>
    public bool ShouldChange(string description) => ShouldChange(description, out _);

    /// <inheritdoc cref="ShouldChange(string)"/>
    /// <param name="description">What is done to whom, and where.</param>
    /// <param name="isWhatIf">True if <c>-WhatIf</c> is the reason why not.</param>
    public bool ShouldChange(string description, out bool isWhatIf)
    {
        bool mayChange = _cmdlet.ShouldProcess(description, SafeMessage.Format(Messages.ConfirmQuery, description), Messages.ConfirmCaption, out var reason);
        isWhatIf = reason == ShouldProcessReason.WhatIf;
        return mayChange;
    }

    /// <summary>A target that is an object of ours, or a list of them, prepared as what is written to the pipeline is.</summary>
    private object? Wrap(object? target)
    {
        if (target.Unwrap() is SoraServer server)
        {
            // Not its name: piped on, a text would be an id.
            var whole = new SoraErrorTarget(Array.Empty<KeyValuePair<string, object?>>());
            whole.SetServer(server);
            target = whole;
        }

        if (target is not (SoraObject or SoraObject[]))
        {
            return target;
        }

        var wrapped = Wait(PipelineOutput.WrapAsync(target as SoraObject[] ?? new[] { (SoraObject)target }));
        Array.ForEach(wrapped, PipelineOutput.BindAdapter);
        return target is SoraObject ? wrapped[0] : wrapped;
    }

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
