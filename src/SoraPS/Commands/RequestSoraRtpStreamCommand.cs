using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Asks Sora to send a receiver another simulcast stream.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraRtpStream", SupportsShouldProcess = true)]
[OutputType(typeof(SoraRtpStream), typeof(string))]
public sealed class RequestSoraRtpStreamCommand : SoraRtpStreamCommand
{
    /// <summary>The stream: r0 is the smallest.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("r0", "r1", "r2")]
    public string Rid { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string rid = Rid.ToLowerInvariant();
        SendEach(SoraOperations.RequestRtpStream, rid, (server, channel, receiver, sender) => sender is null
            ? Text(Messages.PlanRequestStream, rid, channel, receiver, server)
            : Text(Messages.PlanRequestStreamOfSender, rid, channel, receiver, sender, server));
    }
}
