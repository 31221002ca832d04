using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>Reads from the parameters of a record which lists of connections it asks for.</summary>
internal sealed class ConnectionQueryReader
{
    private readonly CmdletPipeline _pipeline;
    private readonly bool _isAllNodesGiven;
    private readonly bool _expectsInput;

    public ConnectionQueryReader(PSCmdlet cmdlet, CmdletPipeline pipeline, CommandLineParameters parameters)
    {
        _pipeline = pipeline;
        _isAllNodesGiven = parameters.Contains(nameof(SoraListCommand.AllNodes));
        _expectsInput = cmdlet.MyInvocation.ExpectingInput;
    }

    /// <summary>A query for each channel, or one for all of them. None, after an error was written, if the record does not say what to list: it must not list a whole server.</summary>
    /// <param name="channelId">What the record bound to <c>-ChannelId</c>.</param>
    /// <param name="allNodes">Whether to ask for the connections of every node.</param>
    /// <param name="hasOtherIds">Whether the record has ids of clients or connections; null if the cmdlet takes none.</param>
    /// <param name="isServer">Whether the record is a server.</param>
    public IReadOnlyList<ConnectionQuery> Read(string[]? channelId, SwitchParameter allNodes, bool? hasOtherIds, bool isServer)
    {
        if (channelId is not null && _isAllNodesGiven)
        {
            _pipeline.WriteNonTerminatingError(new ArgumentException(Messages.AllNodesWithChannel), channelId);
            return Array.Empty<ConnectionQuery>();
        }

        if (channelId is null && hasOtherIds != true && _expectsInput && !isServer)
        {
            _pipeline.WriteNonTerminatingError(new ArgumentException(hasOtherIds is null ? Messages.RecordWithoutChannel : Messages.RecordWithoutId), null);
            return Array.Empty<ConnectionQuery>();
        }

        bool? local = _isAllNodesGiven ? !allNodes.IsPresent : null;
        return (channelId ?? new string?[] { null }).Select(channel => new ConnectionQuery(channel, local)).ToArray();
    }
}
