using System.Management.Automation;

namespace SoraPS.Commands;

/// <summary>Takes back what Request-SoraRtpStream asked for.</summary>
[Cmdlet(VerbsCommon.Reset, "SoraRtpStream", SupportsShouldProcess = true)]
[OutputType(typeof(SoraRtpStream), typeof(string))]
public sealed class ResetSoraRtpStreamCommand : SoraRtpStreamCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => SendEach(SoraOperations.ResetRtpStream, null, (server, channel, receiver, sender) => sender is null
        ? Text(Messages.PlanResetStream, channel, receiver, server)
        : Text(Messages.PlanResetStreamOfSender, channel, receiver, sender, server));
}
