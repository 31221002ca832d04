using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>Checks the records of cmdlets that read statistics.</summary>
internal static class StatisticsInput
{
    /// <summary>Whether the current record has ids. If it comes from the pipeline and has none, an error is written: it must not read a whole server.</summary>
    public static bool HasIds(SoraRemoteCommand cmdlet, CmdletPipeline pipeline, params string[]?[] ids)
    {
        bool hasIds = Array.Exists(ids, given => given is not null) || !cmdlet.MyInvocation.ExpectingInput || cmdlet.InputObject.IsServer();
        if (!hasIds)
        {
            pipeline.WriteNonTerminatingError(new ArgumentException(Messages.RecordWithoutId), null);
        }

        return hasIds;
    }
}
