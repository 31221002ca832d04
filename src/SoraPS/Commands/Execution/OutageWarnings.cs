using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>Warns once when a server stops answering, and once when it answers again, however many of its channels are polled.</summary>
internal sealed class OutageWarnings
{
    private readonly CmdletPipeline _pipeline;
    private readonly Dictionary<SoraServer, HashSet<ConnectionPoller>> _withoutAnswer = new();

    public OutageWarnings(CmdletPipeline pipeline) => _pipeline = pipeline;

    public void Write(PollResult result)
    {
        var server = result.Poller.Server;
        if (!_withoutAnswer.TryGetValue(server, out var pollers))
        {
            _withoutAnswer.Add(server, pollers = new HashSet<ConnectionPoller>());
        }

        if (result.Connections is null)
        {
            if (pollers.Add(result.Poller) && pollers.Count == 1)
            {
                _pipeline.WriteWarning(string.Format(Messages.Culture, Messages.ServerNotAnswering, SafeText.ForDisplay(server.Name), result.Poller.Failure?.Detail));
            }
        }
        else if (pollers.Remove(result.Poller) && pollers.Count == 0)
        {
            _pipeline.WriteWarning(SafeMessage.Format(Messages.ServerAnswering, server.Name, DisplayText.FormatDuration(result.Outage)));
        }
    }
}
