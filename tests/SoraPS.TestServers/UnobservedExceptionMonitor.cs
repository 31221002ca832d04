using System.Collections.Concurrent;

namespace SoraPS.TestServers;

/// <summary>Collects the exceptions of tasks in this process that nobody observed.</summary>
public sealed class UnobservedExceptionMonitor : IDisposable
{
    private readonly ConcurrentQueue<Exception> _exceptions = new();

    /// <summary>Starts. Tasks that failed earlier do not count.</summary>
    public UnobservedExceptionMonitor()
    {
        Collect();
        TaskScheduler.UnobservedTaskException += Add;
    }

    /// <summary>The exceptions so far. They are reported when the garbage collector finalizes their tasks.</summary>
    public IReadOnlyList<Exception> GetExceptions()
    {
        for (int i = 0; i < 5; i++)
        {
            Collect();
            Thread.Sleep(50);
        }

        return _exceptions.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => TaskScheduler.UnobservedTaskException -= Add;

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private void Add(object? sender, UnobservedTaskExceptionEventArgs e) => _exceptions.Enqueue(e.Exception);
}
