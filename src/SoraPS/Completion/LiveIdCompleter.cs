using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Completion;

/// <summary>
/// Completes ids of channels, clients and connections that exist on the servers which the command will use, and that match the other ids on
/// the line. It only reads, waits two seconds at most, and offers nothing if it fails.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LiveIdCompleter : SoraCompleter
{
    private const string Channel = nameof(SoraConnection.ChannelId);
    private const string Client = nameof(SoraConnection.ClientId);
    private const string Connection = nameof(SoraConnection.ConnectionId);
    private const string ChannelLike = nameof(SoraListCommand.ChannelLike);
    private const string ClientLike = nameof(SoraListCommand.ClientLike);

    // The list of a whole server can take seconds, that of a channel milliseconds (sora-api 10).
    private const int MaximumChannels = 8;

    // The parameters that name the connection of a command.
    private static readonly string[] Receivers = { Connection, SoraFields.RecvConnectionId.Parameter, SoraFields.ReceiverConnectionId.Parameter };

    // What a forwarding rule tells apart besides ids.
    private static readonly string[] Kinds = { "audio", "video" };

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line)
    {
        bool isRule = parameter is nameof(NewSoraForwardingRuleCommand.In) or nameof(NewSoraForwardingRuleCommand.NotIn);
        var field = isRule ? GetRuleField(line) : GetField(line.CommandName, parameter);
        if (isRule && field is null)
        {
            return CompletionResults.Create(word, Kinds.Select(kind => (kind, new Func<string>(() => kind))));
        }

        string property = field?.LiveProperty ?? GetProperty(parameter);
        var matches = CreateFilter(line, parameter, property, field?.ExcludedRole);
        var getId = GetIdOf(property);
        string typed = CompletionResults.Unquote(word);
        var listed = line.GetListed(parameter);
        listed.Remove(typed);
        var live = from list in ReadLists(line, property)
                   from connection in list.Result.Connections
                   let id = getId(connection)
                   where CompletionResults.BeginsWith(id, typed) && matches(connection) && !listed.Contains(id)
                   select new Found(id, connection, list.Server, list.Result.IsComplete);
        var candidates = property is Channel or Client ? CompleteNames(property, live) : CompleteConnections(live);
        return CompletionResults.Create(word, property == parameter || field is not null ? candidates : candidates.Select(candidate => (WildcardPattern.Escape(candidate.Text), candidate.ToolTip)));
    }

    /// <summary>The id that a parameter is compared with: of a pattern, that of the channel or the client.</summary>
    private static string GetProperty(string parameter) => parameter switch
    {
        ChannelLike => Channel,
        ClientLike => Client,
        _ => parameter,
    };

    /// <summary>The key of the request body for a parameter, from the rows of the operation table that the cmdlet uses.</summary>
    private static SoraField? GetField(string command, string parameter) => SoraOperations.All
        .Where(operation => operation.Cmdlet.Contains(command, StringComparer.OrdinalIgnoreCase))
        .SelectMany(operation => operation.GetRequiredFields().Concat(operation.GetOptionalFields()))
        .FirstOrDefault(field => field.Parameter == parameter && field.LiveProperty is not null);

    /// <summary>Whose ids the values of a forwarding rule are: those of senders; null for the kind of media.</summary>
    private static SoraField? GetRuleField(CommandLine line) => line.GetIds(nameof(NewSoraForwardingRuleCommand.Field))?.FirstOrDefault()?.ToLowerInvariant() switch
    {
        ForwardingCondition.ClientId => SoraFields.ClientId,
        ForwardingCondition.ConnectionId => SoraFields.SendingConnectionId,
        _ => null,
    };

    /// <summary>Requests the lists of all servers at once. The name of a server is needed only if there are several.</summary>
    private static List<(string? Server, CachedList Result)> ReadLists(CommandLine line, string property)
    {
        var servers = line.GetServers();
        var channels = property == Channel ? null : line.GetIdsOrUpstream(Channel);
        var everything = new ConnectionQuery(null, !line.GetSwitch(nameof(SoraListCommand.AllNodes)));
        var queries = channels is null || channels.Count > MaximumChannels ? new List<ConnectionQuery> { everything } : channels.Select(channel => new ConnectionQuery(channel)).ToList();
        using var timeout = new CancellationTokenSource(Timeout);
        return PipelineThread.Wait(Task.WhenAll(
            from server in servers
            from query in queries
            select GetListAsync(server, query, servers.Count > 1, timeout.Token))).ToList();
    }

    private static async Task<(string?, CachedList)> GetListAsync(SoraServer server, ConnectionQuery query, bool withName, CancellationToken timeout) =>
        (withName ? server.Name : null, await server.LiveConnectionCache.GetAsync(query, timeout).ConfigureAwait(false));

    /// <summary>Matches the other ids and patterns on the line.</summary>
    private static Func<CachedConnection, bool> CreateFilter(CommandLine line, string parameter, string property, string? excludedRole)
    {
        var patterns = ConnectionPatterns.Create(GetPatterns(line, ChannelLike, parameter), GetPatterns(line, ClientLike, parameter));
        var channels = property == Channel ? null : line.GetIdsOrUpstream(Channel);
        var clients = property == Client ? null : line.GetIds(Client);
        var connections = property == Connection ? null : Receivers.Select(line.GetIds).FirstOrDefault(ids => ids is not null);
        var roles = line.GetIds(nameof(SoraConnection.Role))?.Select(role => role.ToLowerInvariant()).ToList();
        return connection => channels?.Contains(connection.ChannelId) != false
            && clients?.Contains(connection.ClientId) != false
            && connections?.Contains(connection.ConnectionId) != false
            && roles?.Contains(connection.Role) != false
            && connection.Role != excludedRole
            && patterns?.Matches(connection.ChannelId, connection.ClientId) != false;
    }

    private static string[]? GetPatterns(CommandLine line, string patterns, string completed) => patterns == completed ? null : line.GetIdsOrUpstream(patterns)?.ToArray();

    private static Func<CachedConnection, string> GetIdOf(string property) => property switch
    {
        Channel => connection => connection.ChannelId,
        Client => connection => connection.ClientId,
        _ => connection => connection.ConnectionId,
    };

    /// <summary>Names in alphabetical order, each with all its connections.</summary>
    private static IEnumerable<(string Text, Func<string> ToolTip)> CompleteNames(string property, IEnumerable<Found> live) =>
        from same in live.GroupBy(found => found.Id, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.OrdinalIgnoreCase).ThenBy(same => same.Key, StringComparer.Ordinal)
        select (same.Key, new Func<string>(() => property == Channel ? DescribeRoles(same) : DescribeRoles(same) + DescribeAges(same)));

    /// <summary>Ids of connections are random. The newest connection is first, because users look for it most often.</summary>
    private static IEnumerable<(string Text, Func<string> ToolTip)> CompleteConnections(IEnumerable<Found> live)
    {
        var newestFirst = live.OrderByDescending(found => found.Connection.CreatedUtc ?? DateTime.MinValue).ThenBy(found => found.Id, StringComparer.Ordinal);
        return from same in newestFirst.GroupBy(found => found.Id, StringComparer.Ordinal)
               let found = same.First()
               select (found.Id, new Func<string>(() => Describe(found)));
    }

    /// <summary>The tooltip of a connection: <c>recvonly, 2h 05m, VP9, client anna, channel sora</c>.</summary>
    private static string Describe(Found found)
    {
        var connection = found.Connection;
        bool withName = connection.ClientId.Length > 0 && connection.ClientId != connection.ConnectionId;
        string where = withName ? Format(Messages.LiveClient, Shorten(connection.ClientId), Shorten(connection.ChannelId)) : Format(Messages.LiveChannel, Shorten(connection.ChannelId));
        var parts = new[] { connection.Role, FormatAge(connection), connection.VideoCodecType, where };
        string line = string.Join(", ", parts.Where(part => part.Length > 0));
        return found.Server is null ? line : Format(Messages.OnServer, line, SafeText.ForDisplay(found.Server));
    }

    /// <summary>The tooltip of several connections: <c>Connections: 12 (1 sendonly, 11 recvonly)</c>.</summary>
    private static string DescribeRoles(IGrouping<string, Found> group)
    {
        var roles = group.GroupBy(found => found.Connection.Role).OrderByDescending(role => role.Key, StringComparer.Ordinal);
        string counts = SafeText.ForDisplay(string.Join(", ", roles.Select(role => role.Count() + " " + role.Key)), 200);
        return Format(group.All(found => found.ListIsComplete) ? Messages.LiveConnections : Messages.LiveConnectionsAtLeast, group.Count(), counts);
    }

    private static string DescribeAges(IGrouping<string, Found> group)
    {
        var byAge = group.Select(found => found.Connection).Where(connection => connection.CreatedUtc is not null).OrderByDescending(connection => connection.CreatedUtc).ToList();
        return byAge.Count == 0 ? string.Empty
            : ", " + (byAge.Count == 1 ? FormatAge(byAge[0]) : Format(Messages.LiveAges, FormatAge(byAge[0]), FormatAge(byAge[byAge.Count - 1])));
    }

    private static string FormatAge(CachedConnection connection) => DisplayText.FormatDuration(SoraConnection.AgeOf(connection.CreatedUtc));

    private static string Shorten(string id) => SafeText.TruncateMiddle(SafeText.ForDisplay(id));

    private static string Format(string text, params object[] parts) => string.Format(Messages.Culture, text, parts);

    private sealed record Found(string Id, CachedConnection Connection, string? Server, bool ListIsComplete);
}
