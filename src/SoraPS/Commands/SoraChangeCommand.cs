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
    where TAnswer : SoraAnswer
{
    private ChangeQueue<TAnswer> _queue = null!;
    private ChangeResultWriter<TAnswer> _results = null!;

    /// <summary>How many requests are in progress at once. With 1, each request waits for the answer to the one before.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // Where the user is asked about each change, the answer to one is shown before the question about the next.
        _queue = new ChangeQueue<TAnswer>(IsSequential || CommandLine.WillPrompt ? 1 : ThrottleLimit, Pipeline, Progress);
        _results = new ChangeResultWriter<TAnswer>(_queue, Pipeline, Diagnostics, Progress, Suggestions);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var change in Resolver.GetServers(Server, InputObject, Reject).SelectMany(GetChanges))
        {
            if (change.Error is not null)
            {
                Reject(change.Error, change.Target);
            }
            else if (AsCurl.IsPresent)
            {
                Curl.Write(change.Server, client => client.ToCurl(change.Operation, change.Request), change.Target, Reject);
            }
            else if (Pipeline.ShouldChange(change.Description))
            {
                Diagnostics.WriteStability(change.Operation);
                _queue.Start(change, Diagnostics.GetClient(change.Server));
                _results.WriteAvailable();
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _results.WriteAll();

    /// <summary>True if a later change of the same thing must not overtake an earlier one.</summary>
    private protected virtual bool IsSequential => false;

    /// <summary>The changes of one server that the current record asks for.</summary>
    private protected abstract IEnumerable<Change<TAnswer>> GetChanges(SoraServer server);

    private void Reject(Exception exception, object? target)
    {
        _queue.AddRejected(exception, target);
        _results.WriteAvailable();
    }
}
