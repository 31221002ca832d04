using System.Runtime.CompilerServices;

namespace SoraPS.Json;

/// <summary>
/// For the few methods that run for every byte or field of a list. Scripts run in a new process, and a list is often read before tiered
/// compilation has optimized anything: these methods are optimized when they are first compiled (docs/performance.md has the figures).
/// </summary>
internal static class JitHints
{
#if NET
    public const MethodImplOptions HotLoop = MethodImplOptions.AggressiveOptimization;
#else
    public const MethodImplOptions HotLoop = 0; // .NET Framework optimizes everything
#endif
}
