using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Stops a simulator.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraSimulator", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopSoraSimulatorCommand : SoraCommand
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
                Report(new ArgumentException(Messages.NoSimulator), given);
            }
            else if (Agreed(Text(Messages.PlanStopSimulator, simulator.Uri.AbsoluteUri)))
            {
                simulator.Dispose();
            }
        }
    }
}
