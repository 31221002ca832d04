using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Stops a simulator.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraSimulator", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopSoraSimulatorCommand : SoraLocalCommand
{
    /// <summary>What Start-SoraSimulator returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object[] Simulator { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object given in Simulator)
        {
            if (given.Unwrap() is not SoraSimulator simulator)
            {
                Pipeline.WriteNonTerminatingError(new ArgumentException(Messages.NoSimulator), given);
            }
            else if (Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanStopSimulator, simulator.Uri.AbsoluteUri)))
            {
                simulator.Dispose();
            }
        }
    }
}
