using System.Runtime.CompilerServices;

namespace SoraPS.Json;

/// <summary>
/// For the few methods that run for every byte or field of a list. A runbook is a fresh process, and most of what it does is over before
/// .NET has optimized it: these are compiled once, and well (docs/performance.md has what that is worth).
/// </summary>
internal static class JitHints
{
#if NET
    public const MethodImplOptions HotLoop = MethodImplOptions.AggressiveOptimization;
#else
    public const MethodImplOptions HotLoop = 0; // .NET Framework optimizes everything
#endif
}
