using System.Collections.Concurrent;
using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>
/// What <c>-Verbose</c> and <c>-Debug</c> tell about each request. Requests end on any thread; lines are written by the pipeline's own.
/// </summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<(SoraServer Server, SoraExchange Exchange)> _unwritten = new();
    private readonly Dictionary<SoraServer, SoraClient> _clients = new();
    private readonly bool _wanted;

    public RequestLog(PSCmdlet cmdlet) => _wanted = IsOn(cmdlet, "Verbose") || IsOn(cmdlet, "Debug");

    /// <summary>The client of a server; where somebody wants to know, one that tells what it does.</summary>
    public SoraClient ClientOf(SoraServer server)
    {
        if (!_wanted)
        {
            return server.Client;
        }

        if (!_clients.TryGetValue(server, out var client))
        {
            _clients.Add(server, client = server.Client.Observed(exchange => _unwritten.Enqueue((server, exchange))));
        }

        return client;
    }

    private static bool IsOn(PSCmdlet cmdlet, string stream) =>
        cmdlet.MyInvocation.BoundParameters.ContainsKey(stream)
        || !LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue(stream + "Preference"), out ActionPreference preference)
        || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes what happened since the last time.</summary>
    public void Write(Action<string> verbose, Action<string> debug)
    {
        while (_unwritten.TryDequeue(out var next))
        {
            var exchange = next.Exchange;
            string server = SafeText.ForDisplay(next.Server.Name);
            double milliseconds = exchange.Elapsed.TotalMilliseconds;
            verbose(exchange.Status is { } status
                ? string.Format(Messages.Culture, Messages.RequestDone, exchange.Operation, server, (int)status, exchange.Received, milliseconds)
                : string.Format(Messages.Culture, Messages.RequestFailed, exchange.Operation, server, milliseconds));
            debug(string.Format(Messages.Culture, Messages.RequestSizes, exchange.Operation, exchange.Sent, SafeText.ForDisplay(exchange.Uri.AbsoluteUri), exchange.Received));
        }
    }
}
