using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands.Execution;

/// <summary>
/// If a user types the id of a channel without connections, suggests channels with a similar id. In scripts that run unattended it writes no
/// warning and sends no request.
/// </summary>
internal sealed class ChannelSuggestions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly PSCmdlet _cmdlet;
    private readonly CmdletPipeline _pipeline;
    private readonly HashSet<string> _channels = new(StringComparer.Ordinal);

    public ChannelSuggestions(PSCmdlet cmdlet, CmdletPipeline pipeline)
    {
        _cmdlet = cmdlet;
        _pipeline = pipeline;
    }

    /// <summary>Writes a warning, once for each channel.</summary>
    public void Write(IEnumerable<SoraServer> servers, string? channel)
    {
        if (channel is null || _cmdlet.MyInvocation.ExpectingInput || !HostCapabilities.IsInteractive(_cmdlet.Host) || !_channels.Add(channel))
        {
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_pipeline.CancellationToken);
        timeout.CancelAfter(Timeout);
        var lists = _pipeline.Wait(Task.WhenAll(servers.Select(server => server.LiveConnectionCache.GetAsync(new ConnectionQuery(null), timeout.Token))));
        var similar = SimilarText.Find(channel, lists.SelectMany(list => list.Connections).Select(connection => connection.ChannelId));
        if (similar.Count > 0)
        {
            _pipeline.WriteWarning(SafeMessage.Format(Messages.ChannelSuggestion, channel, similar.Aggregate((one, other) => SafeMessage.Format(Messages.Or, one, other))));
        }
    }
}
