using System.Runtime.CompilerServices;

namespace SoraPS.Client.Tests;

/// <summary>Settings of the process in which the tests run.</summary>
internal static class TestProcess
{
#pragma warning disable CA2255 // Not a library.
    /// <summary>Some tests block a thread of the pool. It adds threads slowly, and others would meet their time limits meanwhile.</summary>
    [ModuleInitializer]
    internal static void Initialize() => ThreadPool.SetMinThreads(32, 32);
#pragma warning restore CA2255
}
