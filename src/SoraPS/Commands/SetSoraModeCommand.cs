using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Commands;

/// <summary>Sets which connections a server accepts.</summary>
[Cmdlet(VerbsCommon.Set, "SoraMode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SoraMode), typeof(string))]
public sealed class SetSoraModeCommand : SoraChangeCommand<SoraMode>
{
    private readonly Dictionary<SoraServer, string> _last = new();

    /// <summary>Accepts every connection, no new session, or no new connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("normal", "block_new_session", "block_new_connection")]
    public string Mode { get; set; } = null!;

    private protected override bool IsSequential => true;

    private protected override IEnumerable<Change<SoraMode>> GetChanges(SoraServer server)
    {
        string mode = Mode.ToLowerInvariant();
        // A server has one mode, however many of its objects the pipeline passes.
        if (!_last.TryGetValue(server, out string? last) || last != mode)
        {
            _last[server] = mode;
            yield return ModeChange.Create(server, mode, SafeMessage.Format(Messages.PlanSetMode, server.Name, mode), InputObject);
        }
    }
}
