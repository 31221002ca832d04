using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>A cmdlet that sends nothing to a server.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraLocalCommand : PSCmdlet, IDisposable
{
    private protected SoraLocalCommand() => Pipeline = new CmdletPipeline(this);

    private protected CmdletPipeline Pipeline { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pipeline.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => Pipeline.Stop();
}
