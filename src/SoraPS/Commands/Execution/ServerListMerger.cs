namespace SoraPS.Commands.Execution;

/// <summary>
/// Reads the lists of several servers side by side and writes every item when it arrives. A list that fails is reported, and the others
/// continue.
/// </summary>
internal sealed class ServerListMerger
{
    private readonly CmdletPipeline _pipeline;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly ProgressReporter _progress;
    private bool _isStopped;

    public ServerListMerger(CmdletPipeline pipeline, RequestDiagnosticsWriter diagnostics, ProgressReporter progress)
    {
        _pipeline = pipeline;
        _diagnostics = diagnostics;
        _progress = progress;
        _progress.GetStatus = GetStatus;
    }

    /// <summary>How many items all servers have sent.</summary>
    public long ReceivedCount { get; private set; }

    /// <summary>No more items are wanted.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Reads the lists to their end.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="write">Takes each item.</param>
    /// <param name="onCompleted">Called when the list of a server is complete.</param>
    public void Merge<T>(IEnumerable<ServerList<T>> lists, Action<T, SoraServer> write, Action<SoraServer>? onCompleted = null)
    {
        var open = lists.ToList();
        try
        {
            open.ForEach(list => list.MoveNext());
            while (open.Count > 0 && !_isStopped)
            {
                _progress.Wait(Task.WhenAny(open.Select(list => list.Next)));
                _diagnostics.WritePending();
                foreach (var list in open.FindAll(list => list.Next.IsCompleted))
                {
                    if (!WriteItems(list, write, onCompleted))
                    {
                        open.Remove(list);
                        _diagnostics.WritePending();
                    }
                }
            }

            _progress.Complete();
        }
        finally
        {
            // Connections of lists that are not complete are released now, not when the rest of the pipeline has ended.
            foreach (var list in open)
            {
                _pipeline.Cancel();
                _pipeline.Wait(list.CloseAsync());
            }
        }
    }

    /// <summary>Writes the items that have arrived; false at the end of the list.</summary>
    private bool WriteItems<T>(ServerList<T> list, Action<T, SoraServer> write, Action<SoraServer>? onCompleted)
    {
        bool hasItems = false;
        Exception? exception = null;
        try
        {
            hasItems = _pipeline.Wait(list.Next);
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e))
        {
            exception = e;
        }

        // Output must not be written inside the try block: it may raise exceptions of other commands.
        if (exception is not null)
        {
            _pipeline.WriteNonTerminatingError(exception, list.Target, Describe(exception, list.Server, list.Target));
            return false;
        }

        if (!hasItems)
        {
            onCompleted?.Invoke(list.Server);
            return false;
        }

        foreach (var item in list.Current)
        {
            write(item, list.Server);
            if (_isStopped)
            {
                break;
            }
        }

        ReceivedCount += list.Current.Count;
        _progress.Show();
        if (!_isStopped)
        {
            list.MoveNext();
        }

        return true;
    }

    /// <summary>What the server was asked for; null for what no server was asked for.</summary>
    private static string? Describe(Exception exception, SoraServer server, object? target) => exception is not SoraApiException { Operation: var operation } ? null
        : operation == SoraOperations.ListConnections.Target ? SafeMessage.Format(Messages.PlanList, server.Name)
        : operation == SoraOperations.ListChannels.Target ? SafeMessage.Format(Messages.PlanListChannels, server.Name)
        : operation == SoraOperations.ListSessions.Target ? SafeMessage.Format(Messages.PlanListSessions, server.Name)
        : (target as SoraErrorTarget)?.GetValue(nameof(SoraConnection.ChannelId)) is string channel && GetChannelPlan(operation) is { } plan ? SafeMessage.Format(plan, channel, server.Name)
        : SafeMessage.Format(Messages.PlanInvoke, operation, server.Name);

    private static string? GetChannelPlan(string operation) =>
        operation == SoraOperations.ListChannelConnections.Target ? Messages.PlanListChannel
        : operation == SoraOperations.GetSession.Target ? Messages.PlanGetSession
        : operation == SoraOperations.ListSignalingNotifyMetadata.Target ? Messages.PlanGetNotifyMetadata
        : null;

    private ProgressStatus? GetStatus() =>
        new(ReceivedCount == 0 ? Messages.ProgressWait : string.Format(Messages.Culture, Messages.ProgressList, ReceivedCount));
}
