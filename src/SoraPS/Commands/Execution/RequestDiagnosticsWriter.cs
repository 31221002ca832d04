using System.Collections.Concurrent;

namespace SoraPS.Commands.Execution;

/// <summary>Writes what <c>-Verbose</c> and <c>-Debug</c> show about requests. Requests end on any thread; only the thread of the pipeline writes.</summary>
internal sealed class RequestDiagnosticsWriter
{
    private readonly CmdletPipeline _pipeline;
    private readonly bool _isEnabled;
    private readonly ConcurrentQueue<(SoraServer Server, SoraRequestDiagnostics Request)> _pending = new();
    private readonly Dictionary<SoraServer, SoraClient> _clients = new();
    private readonly HashSet<SoraOperation> _operations = new();

    public RequestDiagnosticsWriter(CmdletPipeline pipeline, CommandLineParameters parameters)
    {
        _pipeline = pipeline;
        _isEnabled = parameters.IsStreamEnabled("Verbose") || parameters.IsStreamEnabled("Debug");
    }

    /// <summary>The client of a server; if diagnostics are enabled, one whose requests are recorded.</summary>
    public SoraClient Observe(SoraServer server)
    {
        if (!_isEnabled)
        {
            return server.Client;
        }

        if (!_clients.TryGetValue(server, out var client))
        {
            client = server.Client.WithObserver(request => _pending.Enqueue((server, request)));
            _clients.Add(server, client);
        }

        return client;
    }

    /// <summary>Writes a line about each request that has ended since the last call.</summary>
    public void WritePending()
    {
        while (_pending.TryDequeue(out var next))
        {
            Write(next.Request, SafeText.ForDisplay(next.Server.Name));
        }
    }

    /// <summary>Writes, once, that an operation is deprecated or experimental, and that its request is not known for certain.</summary>
    public void WriteStability(SoraOperation operation)
    {
        if (!_isEnabled || !_operations.Add(operation))
        {
            return;
        }

        if (operation.Stability is "Deprecated" or "Experimental")
        {
            _pipeline.WriteVerbose(operation.Name + ": " + operation.GetAvailability());
        }

        if (operation.Certainty?[0] == 'D')
        {
            _pipeline.WriteVerbose(string.Format(Messages.Culture, Messages.RequestInferred, operation.Name, operation.Source));
        }
    }

    private void Write(SoraRequestDiagnostics request, string server)
    {
        double milliseconds = request.Elapsed.TotalMilliseconds;
        _pipeline.WriteVerbose(request.Status is { } status
            ? string.Format(Messages.Culture, Messages.RequestDone, request.Operation, server, (int)status, request.ReceivedBytes, milliseconds)
            : string.Format(Messages.Culture, Messages.RequestFailed, request.Operation, server, milliseconds));
        _pipeline.WriteDebug(string.Format(Messages.Culture, Messages.RequestSizes, request.Operation, request.SentBytes, SafeText.ForDisplay(request.Uri.AbsoluteUri), request.ReceivedBytes));
    }
}
