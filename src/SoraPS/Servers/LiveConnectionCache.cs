using System.Collections.Concurrent;
using System.Text;
using SoraPS.Commands;
using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>
/// The connections of a server, for completions: from an answer of the last few seconds, or from a new request. Safe for use by several
/// threads, as the server is.
/// </summary>
internal sealed class LiveConnectionCache
{
    private const int MaximumConnections = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly SoraClient _client;
    private volatile ConcurrentDictionary<ConnectionQuery, CachedList> _lists = new();

    // A retry would take longer than the user waits before pressing the key again.
    public LiveConnectionCache(SoraClient client) => _client = client.WithoutRetries();

    /// <summary>Removes everything, after a change. A list that is still arriving is not kept either.</summary>
    public void Clear() => _lists = new ConcurrentDictionary<ConnectionQuery, CachedList>();

    /// <summary>The connections of a query. The task never fails: the result is what arrived in time.</summary>
    public async Task<CachedList> GetAsync(ConnectionQuery query, CancellationToken timeout)
    {
        var lists = _lists;
        if (lists.TryGetValue(query, out var known) || (lists.TryGetValue(query with { ChannelId = null }, out known) && known.IsComplete))
        {
            return known;
        }

        var list = await ReadAsync(query, timeout).ConfigureAwait(false);

        // The next completion must not wait again for a server that does not answer. A request that failed quickly may be sent again.
        if (list.IsComplete || list.Connections.Count >= MaximumConnections || timeout.IsCancellationRequested)
        {
            lists[query] = list;
            _ = RemoveLaterAsync(lists, query);
        }

        return list;
    }

    private static async Task RemoveLaterAsync(ConcurrentDictionary<ConnectionQuery, CachedList> lists, ConnectionQuery query)
    {
        await Task.Delay(Lifetime).ConfigureAwait(false);
        lists.TryRemove(query, out _);
    }

    private async Task<CachedList> ReadAsync(ConnectionQuery query, CancellationToken timeout)
    {
        var list = new CachedList();
        try
        {
            await foreach (var connections in query.SendAsync(_client, timeout).ConfigureAwait(false))
            {
                foreach (var connection in connections)
                {
                    list.Add(connection);
                }

                if (list.Connections.Count >= MaximumConnections)
                {
                    return list;
                }
            }

            list.IsComplete = true;
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e) || e is OperationCanceledException)
        {
            // An error must not appear at the prompt. What arrived before it is valid.
        }

        return list;
    }
}

/// <summary>The connections of one answer.</summary>
internal sealed class CachedList
{
    private readonly List<CachedConnection> _connections = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public IReadOnlyList<CachedConnection> Connections => _connections;

    /// <summary>False if the answer broke off, or did not arrive in time.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Adds the properties of a connection that completions need.</summary>
    public void Add(SoraConnection connection) => _connections.Add(new CachedConnection(
        Intern(ToValidId(connection.ChannelId)),
        ToValidId(connection.ClientId),
        ToValidId(connection.ConnectionId),
        Intern(SafeText.TruncateMiddle(SafeText.ForDisplay(connection.Role))),
        Intern(SafeText.TruncateMiddle(SafeText.ForDisplay(connection.VideoCodecType))),
        connection.GetCreatedUtc()));

    /// <summary>Empty for an id that is too long for any request.</summary>
    private static string ToValidId(string id) =>
        id.Length <= SoraField.MaximumIdBytes && Encoding.UTF8.GetByteCount(id) <= SoraField.MaximumIdBytes ? id : string.Empty;

    private string Intern(string text)
    {
        if (!_texts.TryGetValue(text, out string? same))
        {
            _texts.Add(text, same = text);
        }

        return same;
    }
}

/// <summary>A connection. Ids that cannot be sent are empty; role and codec are escaped for the terminal.</summary>
internal sealed record CachedConnection(string ChannelId, string ClientId, string ConnectionId, string Role, string VideoCodecType, DateTime? CreatedUtc);
