using System.Collections.Concurrent;

namespace SoraPS.TestServers;

/// <summary>Watches the process for tasks that failed without anybody looking at them.</summary>
public sealed class Unobserved : IDisposable
{
    private readonly ConcurrentQueue<Exception> _exceptions = new();

    /// <summary>Begins to watch; what was left behind earlier does not count.</summary>
    public Unobserved()
    {
        Collect();
        TaskScheduler.UnobservedTaskException += Remember;
    }

    /// <summary>What was found: they come to light when the garbage collector meets their tasks.</summary>
    public IReadOnlyList<Exception> Find()
    {
        for (int i = 0; i < 5; i++)
        {
            Collect();
            Thread.Sleep(50);
        }

        return _exceptions.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => TaskScheduler.UnobservedTaskException -= Remember;

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private void Remember(object? sender, UnobservedTaskExceptionEventArgs e) => _exceptions.Enqueue(e.Exception);
}
