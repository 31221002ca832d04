using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Completion;

/// <summary>
/// The ids of channels, clients and connections that are live on the servers which the command will speak to, and that fit the other ids on
/// the line. It only reads, does not wait longer than a person does, and is silent where it fails.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LiveIdCompleter : SoraCompleter
{
    private const string Channel = nameof(SoraConnection.ChannelId);
    private const string Client = nameof(SoraConnection.ClientId);
    private const string Connection = nameof(SoraConnection.ConnectionId);

    // A whole list can take the server seconds; that of a channel takes it milliseconds (sora-api 10).
    private const int MostChannels = 8;

    // The parameters that say which connection a command is about.
    private static readonly string[] Receivers = { Connection, SoraFields.RecvConnectionId.Parameter, SoraFields.ReceiverConnectionId.Parameter };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private protected override List<CompletionResult> Complete(string? word, string parameter, CommandLine line)
    {
        var field = FieldOf(line.CommandName, parameter);
        string property = field?.LiveProperty ?? parameter;
        var wanted = Wanted(line, property, field?.ExcludedRole);
        var idOf = IdOf(property);
        string typed = Completions.Typed(word);
        var listed = line.Listed(parameter);
        listed.Remove(typed);
        var live = from list in Lists(line, property)
                   from connection in list.Live.Connections
                   let id = idOf(connection)
                   where Completions.BeginsWith(id, typed) && wanted(connection) && !listed.Contains(id)
                   select new Found(id, connection, list.Server, list.Live.IsComplete);
        return Completions.Of(word, property is Channel or Client ? Names(property, live) : Connections(live));
    }

    /// <summary>The key of a body that the parameter is, by the rows of the operation table that the cmdlet uses.</summary>
    private static SoraField? FieldOf(string command, string parameter) => SoraOperations.All
        .Where(operation => operation.Cmdlet.Contains(command, StringComparer.OrdinalIgnoreCase))
        .SelectMany(operation => operation.GetRequiredFields().Concat(operation.GetOptionalFields()))
        .FirstOrDefault(field => field.Parameter == parameter && field.LiveProperty is not null);

    /// <summary>Asks the servers side by side. The name of a server is for a person who asked several.</summary>
    private static List<(string? Server, LiveList Live)> Lists(CommandLine line, string property)
    {
        var servers = line.Servers();
        var channels = property == Channel ? null : line.IdsFromHereOrUpstream(Channel);
        var everything = new ConnectionQuery(null, !line.Switch(nameof(SoraListCommand.AllNodes)));
        var queries = channels is null || channels.Count > MostChannels ? new List<ConnectionQuery> { everything } : channels.Select(channel => new ConnectionQuery(channel)).ToList();
        using var deadline = new CancellationTokenSource(Patience);
        return PipelineThread.Wait(Task.WhenAll(
            from server in servers
            from query in queries
            select ListAsync(server, query, servers.Count > 1, deadline.Token))).ToList();
    }

    private static async Task<(string?, LiveList)> ListAsync(SoraServer server, ConnectionQuery query, bool named, CancellationToken deadline) =>
        (named ? server.Name : null, await server.Live.ListAsync(query, deadline).ConfigureAwait(false));

    /// <summary>What the rest of the line leaves.</summary>
    private static Func<LiveConnection, bool> Wanted(CommandLine line, string property, string? excludedRole)
    {
        var channels = property == Channel ? null : line.IdsFromHereOrUpstream(Channel);
        var clients = property == Client ? null : line.Ids(Client);
        var connections = property == Connection ? null : Receivers.Select(line.Ids).FirstOrDefault(ids => ids is not null);
        var roles = line.Ids(nameof(SoraConnection.Role))?.Select(role => role.ToLowerInvariant()).ToList();
        return connection => channels?.Contains(connection.ChannelId) != false
            && clients?.Contains(connection.ClientId) != false
            && connections?.Contains(connection.ConnectionId) != false
            && roles?.Contains(connection.Role) != false
            && connection.Role != excludedRole;
    }

    private static Func<LiveConnection, string> IdOf(string property) => property switch
    {
        Channel => connection => connection.ChannelId,
        Client => connection => connection.ClientId,
        _ => connection => connection.ConnectionId,
    };

    /// <summary>Names by name, each with all its connections.</summary>
    private static IEnumerable<(string, Func<string>)> Names(string property, IEnumerable<Found> live) =>
        from same in live.GroupBy(found => found.Id, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.OrdinalIgnoreCase).ThenBy(same => same.Key, StringComparer.Ordinal)
        select (same.Key, new Func<string>(() => property == Channel ? ByRole(same) : ByRole(same) + Ages(same)));

    /// <summary>Ids of connections have no order that says anything: the youngest, whom a person looks for most, is first.</summary>
    private static IEnumerable<(string, Func<string>)> Connections(IEnumerable<Found> live)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return from found in live.OrderByDescending(found => found.Connection.CreatedUtc ?? DateTime.MinValue).ThenBy(found => found.Id, StringComparer.Ordinal)
               where seen.Add(found.Id)
               select (found.Id, new Func<string>(() => Line(found)));
    }

    /// <summary>A line about a connection: <c>recvonly, 2h 05m, VP9, client anna, channel sora</c>.</summary>
    private static string Line(Found found)
    {
        var connection = found.Connection;
        bool named = connection.ClientId.Length > 0 && connection.ClientId != connection.ConnectionId;
        string where = named ? Text(Messages.LiveClient, Short(connection.ClientId), Short(connection.ChannelId)) : Text(Messages.LiveChannel, Short(connection.ChannelId));
        var parts = new[] { connection.Role, Age(connection), connection.VideoCodecType, where };
        string line = string.Join(", ", parts.Where(part => part.Length > 0));
        return found.Server is null ? line : Text(Messages.OnServer, line, SafeText.ForDisplay(found.Server));
    }

    /// <summary>A line about several: <c>Connections: 12 (1 sendonly, 11 recvonly)</c>.</summary>
    private static string ByRole(IGrouping<string, Found> group)
    {
        var roles = group.GroupBy(found => found.Connection.Role).OrderByDescending(role => role.Key, StringComparer.Ordinal);
        string counts = SafeText.ForDisplay(string.Join(", ", roles.Select(role => role.Count() + " " + role.Key)), 200);
        return Text(group.All(found => found.ListIsComplete) ? Messages.LiveConnections : Messages.LiveConnectionsAtLeast, group.Count(), counts);
    }

    private static string Ages(IGrouping<string, Found> group)
    {
        var byAge = group.Select(found => found.Connection).Where(connection => connection.CreatedUtc is not null).OrderByDescending(connection => connection.CreatedUtc).ToList();
        return byAge.Count == 0 ? string.Empty
            : ", " + (byAge.Count == 1 ? Age(byAge[0]) : Text(Messages.LiveAges, Age(byAge[0]), Age(byAge[byAge.Count - 1])));
    }

    private static string Age(LiveConnection connection) => DisplayText.FormatDuration(SoraConnection.AgeOf(connection.CreatedUtc));

    private static string Short(string id) => SafeText.TruncateMiddle(SafeText.ForDisplay(id));

    private static string Text(string text, params object[] parts) => string.Format(Messages.Culture, text, parts);

    private sealed record Found(string Id, LiveConnection Connection, string? Server, bool ListIsComplete);
}
