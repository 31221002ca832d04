using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>What a cmdlet does to forwarding filters: to those of channels, or of connections that receive.</summary>
/// <param name="OfChannel">The operation for the filter of a channel.</param>
/// <param name="OfConnection">The operation for the filter of a connection.</param>
/// <param name="ChannelPlan">What the user is told of the first.</param>
/// <param name="ConnectionPlan">What the user is told of the second.</param>
internal sealed record ForwardingFilterOperation(
    SoraOperation<SoraForwardingFilterChange> OfChannel,
    SoraOperation<SoraForwardingFilterChange> OfConnection,
    string ChannelPlan,
    string ConnectionPlan)
{
    private bool IsRemoval => OfChannel == SoraOperations.DeleteChannelForwardingFilter;

    /// <summary>The changes that a record asks for.</summary>
    /// <param name="server">The server.</param>
    /// <param name="record">The record, if it is an object of this module.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="connections">The connections that receive; null for the filters of the channels.</param>
    /// <param name="given">What the command line says of the filter.</param>
    /// <param name="piped">The record, if it is a filter: it says the rest.</param>
    /// <param name="passThru">Whether the list is asked for afterwards.</param>
    public IEnumerable<Change<SoraForwardingFilterChange>> GetChanges(
        SoraServer server, PSObject? record, string[] channels, string[]? connections, ForwardingFilter given, PSObject? piped, bool passThru)
    {
        var (filter, mistake) = Merge(given, piped);
        var receivers = GetReceivers(connections, piped);
        foreach (string channel in channels)
        {
            if (receivers is null)
            {
                yield return Create(OfChannel, SafeMessage.Format(ChannelPlan, ChannelDetails.Describe(record, channel), filter.DisplayName, server.Name, filter.Description), default, (SoraFields.ChannelId, channel));
            }

            foreach (string connection in receivers ?? Array.Empty<string>())
            {
                var details = ConnectionDetails.Find(record, channel, connection);
                string plan = SafeMessage.Format(ConnectionPlan, channel, connection.Length == 0 ? ConnectionDetails.Quote(connection) : details.Describe(connection), filter.DisplayName, server.Name, filter.Description);
                yield return Create(OfConnection, plan, details, (SoraFields.ChannelId, channel), (SoraFields.ReceivingConnectionId, connection));
            }
        }

        Change<SoraForwardingFilterChange> Create(SoraOperation<SoraForwardingFilterChange> operation, string plan, ConnectionDetails details, params (SoraField, object?)[] ids)
        {
            var change = new Change<SoraForwardingFilterChange>(server, operation, plan, ids.Concat(IsRemoval ? new (SoraField, object?)[] { (SoraFields.FilterName, filter.Name) } : filter.GetFields()).ToArray())
            {
                Connection = details,
                Complete = passThru ? (client, answer, token) => ForwardingFilterList.AddFilterAsync(server, client, answer, token) : null,
            };
            return mistake is null ? change : new(server, operation, plan, ids.Append((SoraFields.FilterName, filter.Name)).ToArray()) { Connection = details, Error = mistake };
        }
    }

    /// <summary>
    /// The connections; null for none. A record that leaves the connection empty must not mean that of the channel: its change is refused, because the request
    /// has no valid id. Only the result of a change may leave it empty, which then was one of the channel.
    /// </summary>
    private static string[]? GetReceivers(string[]? connections, PSObject? piped)
    {
        // PowerShell does not bind a property whose value is what a command that writes nothing returns.
        bool isEmpty = connections?.All(string.IsNullOrEmpty) ?? (piped?.Properties[SoraFields.ReceivingConnectionId.Name] ?? piped?.Properties[SoraFields.ReceivingConnectionId.Parameter]) is not null;
        return !isEmpty ? connections : FilterTransformationAttribute.IsResult(piped) ? null : new[] { string.Empty };
    }

    /// <summary>
    /// The filter, and why it must not be sent; null if it may be. A filter that cannot be read keeps its name, for the error and for what is made of the
    /// target of the error; a name that cannot be read is an empty one there, which is not that of another filter. A removal needs only the name.
    /// </summary>
    private (ForwardingFilter Filter, ArgumentException? Mistake) Merge(ForwardingFilter given, PSObject? piped)
    {
        var named = given with { Name = given.Name ?? string.Empty };
        try
        {
            named = given with { Name = given.Name ?? ForwardingFilter.ReadName(piped) };
            var filter = IsRemoval ? named : named.Or(ForwardingFilter.Read(piped));
            return (filter, IsRemoval ? null : filter.Mistake);
        }
        catch (ArgumentException e)
        {
            return (named, e);
        }
    }
}
