using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>What changes of a node have in common.</summary>
internal static class ClusterChange
{
    /// <summary>
    /// The error for a record of Get-SoraClusterNode, where the server is the node that changes: such an object came from the server that was asked, which would be
    /// the one to change, and not the node that it names. Null for any other record.
    /// </summary>
    public static ArgumentException? FindError(PSObject? record) => record.Unwrap() is SoraClusterNode ? new ArgumentException(Messages.NodeIsNoServer) : null;
}
