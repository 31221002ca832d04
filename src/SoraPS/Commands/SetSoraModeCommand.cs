using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Decides whom a server lets in.</summary>
[Cmdlet(VerbsCommon.Set, "SoraMode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraMode), typeof(string))]
public sealed class SetSoraModeCommand : SoraChangeCommand
{
    private readonly Dictionary<SoraServer, string> _last = new();

    /// <summary>Everybody, nobody new, or only who comes into a channel that lives.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("normal", "block_new_session", "block_new_connection")]
    public string Mode { get; set; } = null!;

    /// <inheritdoc/>
    private protected override bool OneByOne => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string mode = Mode.ToLowerInvariant();
        foreach (var server in Servers())
        {
            // A server has one mode, however many of its objects come down the pipeline.
            if (!_last.TryGetValue(server, out string? last) || last != mode)
            {
                _last[server] = mode;
                Send(server, SoraOperations.ChangeMode, Text(Messages.PlanSetMode, server.Name, mode), server, (SoraFields.Mode, mode));
            }
        }
    }
}
