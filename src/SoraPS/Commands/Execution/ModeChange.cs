using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>Changes of the mode of a server.</summary>
internal static class ModeChange
{
    /// <summary>
    /// The change. For a record of Get-SoraClusterNode it is an error: such an object came from the server that was asked, which would be the one to change,
    /// and not the node that it names.
    /// </summary>
    public static Change<SoraMode> Create(SoraServer server, string mode, string description, PSObject? record) => new(server, SoraOperations.ChangeMode, description, (SoraFields.Mode, mode))
    {
        Error = record.Unwrap() is SoraClusterNode ? new ArgumentException(Messages.NodeIsNoServer) : null,
    };
}
