using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>Changes of the mode of a server.</summary>
internal static class ModeChange
{
    /// <summary>The change. For a record of Get-SoraClusterNode it is an error.</summary>
    public static Change<SoraMode> Create(SoraServer server, string mode, string description, PSObject? record) => new(server, SoraOperations.ChangeMode, description, (SoraFields.Mode, mode))
    {
        Error = ClusterChange.FindError(record),
    };
}
