using System.Management.Automation;
using SoraPS.Completion;

namespace SoraPS.Commands.Execution;

/// <summary>
/// If a user types an id that finds nothing, says which id may be meant, or where it is. In scripts that run unattended it sends no request, and only
/// says that ids are no patterns.
/// </summary>
internal sealed class IdSuggestions
{
    private const string Channel = nameof(SoraConnection.ChannelId);
    private const string Client = nameof(SoraConnection.ClientId);
    private const string Connection = nameof(SoraConnection.ConnectionId);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly PSCmdlet _cmdlet;
    private readonly CmdletPipeline _pipeline;
    private readonly HashSet<(string Property, string Id)> _handled = new();

    public IdSuggestions(PSCmdlet cmdlet, CmdletPipeline pipeline)
    {
        _cmdlet = cmdlet;
        _pipeline = pipeline;
    }

    /// <summary>Before a change: says that ids which look like patterns are none. It sends no request.</summary>
    public void WritePatternHint(SoraRequest request)
    {
        if (!_cmdlet.MyInvocation.ExpectingInput)
        {
            var ids = FindIds(request);
            WritePatternHint(GetNew(ids[Channel], ids[Client], ids[Connection]).FindAll(typed => IsPattern(typed.Id)));
        }
    }

    /// <summary>For the ids of a change that the server refused.</summary>
    public void Write(IReadOnlyCollection<SoraServer> servers, SoraRequest request)
    {
        var ids = FindIds(request);
        Write(servers, ids[Channel].ToList(), new MissingIds(ids[Client], ids[Connection]));
    }

    private static ILookup<string?, string> FindIds(SoraRequest request) => request.Operation.GetRequiredFields().Concat(request.Operation.GetOptionalFields())
            .Where(field => field.LiveProperty is not null && request[field] is string)
            .ToLookup(field => field.LiveProperty, field => (string)request[field]!);

    /// <summary>Writes a warning for each id, once.</summary>
    /// <param name="servers">The servers that were asked.</param>
    /// <param name="channels">The channels that were asked for; none for every channel.</param>
    /// <param name="missing">The ids of clients and connections that found nothing.</param>
    /// <param name="local">Which nodes were asked.</param>
    public void Write(IReadOnlyCollection<SoraServer> servers, IReadOnlyCollection<string> channels, MissingIds missing, bool? local = null)
    {
        // Ids of records were not typed, and a stranger may have chosen them.
        if (_cmdlet.MyInvocation.ExpectingInput)
        {
            return;
        }

        var ids = GetNew(channels, missing.Clients, missing.Connections);
        WritePatternHint(ids.FindAll(typed => IsPattern(typed.Id)));
        ids.RemoveAll(typed => !_handled.Add(typed));
        ids.RemoveAll(typed => IsPattern(typed.Id));
        if (ids.Count == 0 || !HostCapabilities.IsInteractive(_cmdlet.Host))
        {
            return;
        }

        var live = new LiveIds(ReadConnections(servers, local), channels);
        foreach (string warning in ids.Select(typed => Explain(typed.Property, typed.Id, live)).OfType<string>())
        {
            _pipeline.WriteWarning(warning);
        }
    }

    /// <summary>The ids that nothing was said of yet.</summary>
    private List<(string Property, string Id)> GetNew(IEnumerable<string> channels, IEnumerable<string> clients, IEnumerable<string> connections)
    {
        var ids = channels.Select(id => (Property: Channel, Id: id)).ToList();
        ids.AddRange(clients.Select(id => (Client, id)));
        ids.AddRange(connections.Select(id => (Connection, id)));
        return ids.FindAll(typed => !_handled.Contains(typed));
    }

    private void WritePatternHint(List<(string Property, string Id)> patterns)
    {
        foreach (var pattern in patterns)
        {
            _handled.Add(pattern);
            _pipeline.WriteWarning(SafeMessage.Format(Messages.IdIsLiteral, pattern.Id, GetPatternSyntax(pattern.Property, pattern.Id)));
        }
    }

    private List<CachedConnection> ReadConnections(IEnumerable<SoraServer> servers, bool? local)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_pipeline.CancellationToken);
        timeout.CancelAfter(Timeout);
        var lists = _pipeline.Wait(Task.WhenAll(servers.Select(server => server.LiveConnectionCache.GetAsync(new ConnectionQuery(null, local), timeout.Token))));
        return lists.SelectMany(list => list.Connections).ToList();
    }

    private static bool IsPattern(string id) => WildcardPattern.ContainsWildcardCharacters(id) && ConnectionPatterns.IsValid(id) && SafeText.IsPrintable(id);

    /// <summary>How to look for what is like the id.</summary>
    private string GetPatternSyntax(string property, string id)
    {
        string pattern = "'" + id.Replace("'", "''") + "'";
        string parameter = property == Channel ? nameof(SoraListCommand.ChannelLike) : nameof(SoraListCommand.ClientLike);
        return property == Connection ? $"Get-SoraConnection | Where-Object {Connection} -CLike {pattern}"
            : _cmdlet.GetType().GetProperty(parameter) is not null ? $"-{parameter} {pattern}"
            : property == Channel ? $"Get-SoraChannel -{parameter} {pattern}"
            : $"Get-SoraConnection -{parameter} {pattern}";
    }

    /// <summary>Null if there is nothing to say: the id exists, or nothing is like it.</summary>
    private static string? Explain(string property, string id, LiveIds live) => property switch
    {
        _ when live.Contains(property, id) => null,
        Client when live.FindChannels(property, id) is { Count: > 0 } channels => Format(Messages.ClientElsewhere, id, channels),
        Connection when live.FindChannels(property, id) is { Count: > 0 } channels => Format(Messages.ConnectionElsewhere, id, channels),
        _ when live.FindProperty(id) is { } other => SafeMessage.Format(
            other == Channel ? Messages.IdOfChannel : other == Client ? Messages.IdOfClient : Messages.IdOfConnection, id),
        _ when live.FindSimilar(property, id) is { Count: > 0 } similar => Format(
            property == Channel ? Messages.ChannelSuggestion : property == Client ? Messages.ClientSuggestion : Messages.ConnectionSuggestion, id, similar),
        _ => null,
    };

    private static string Format(string message, string id, IEnumerable<string> found) =>
        SafeMessage.Format(message, id, found.Aggregate((one, other) => SafeMessage.Format(Messages.Or, one, other)));

    /// <summary>The ids that exist, in the channels that were asked for and elsewhere.</summary>
    private sealed class LiveIds
    {
        private const int MaximumChannels = 3;

        private static readonly Dictionary<string, Func<CachedConnection, string>> Properties = new()
        {
            [Channel] = connection => connection.ChannelId,
            [Client] = connection => connection.ClientId,
            [Connection] = connection => connection.ConnectionId,
        };

        private readonly List<CachedConnection> _all;
        private readonly List<CachedConnection> _asked;

        public LiveIds(List<CachedConnection> all, IReadOnlyCollection<string> channels)
        {
            _all = all;
            _asked = channels.Count == 0 ? all : all.FindAll(connection => channels.Contains(connection.ChannelId));
        }

        public bool Contains(string property, string id) => _asked.Exists(connection => Properties[property](connection) == id);

        /// <summary>The channels where the id is.</summary>
        public List<string> FindChannels(string property, string id) =>
            _all.FindAll(connection => Properties[property](connection) == id).Select(connection => connection.ChannelId).Distinct().Where(SafeText.IsPrintable).Take(MaximumChannels).ToList();

        /// <summary>What the id is, if it exists at all.</summary>
        public string? FindProperty(string id) => Properties.Keys.FirstOrDefault(property => _all.Exists(connection => Properties[property](connection) == id));

        /// <summary>Ids that are like one that does not exist. If nobody is in the channels, those of all channels.</summary>
        public List<string> FindSimilar(string property, string id) =>
            SimilarText.Find(id, (property == Channel || _asked.Count == 0 ? _all : _asked).Select(Properties[property]), isRandom: property == Connection);
    }
}
