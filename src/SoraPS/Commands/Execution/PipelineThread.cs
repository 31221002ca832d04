namespace SoraPS.Commands.Execution;

/// <summary>The one place where a thread of PowerShell waits for asynchronous work: cmdlets and completers have no other way.</summary>
internal static class PipelineThread
{
    public static T Wait<T>(Task<T> work)
    {
#pragma warning disable CA1849 // This is that place.
        return work.GetAwaiter().GetResult();
#pragma warning restore CA1849
    }
}
