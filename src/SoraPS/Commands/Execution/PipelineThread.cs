namespace SoraPS.Commands.Execution;

/// <summary>The only place where a thread of PowerShell blocks until asynchronous work has ended. Cmdlets and completers use no other.</summary>
internal static class PipelineThread
{
    public static T Wait<T>(Task<T> work)
    {
#pragma warning disable CA1849 // See above.
        return work.GetAwaiter().GetResult();
#pragma warning restore CA1849
    }
}
