using System.Collections.Concurrent;
using System.Text;
using SoraPS.Commands;
using SoraPS.Commands.Execution;

namespace SoraPS;

/// <summary>
/// Who is connected, for completions: what the server said within the last few seconds, else what it says now. Safe for use by several
/// threads, as the server is.
/// </summary>
internal sealed class LiveConnections
{
    private const int Most = 100_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly SoraClient _client;
    private volatile ConcurrentDictionary<ConnectionQuery, LiveList> _lists = new();

    // A user who waits at the prompt presses the key again sooner than a pause has passed.
    public LiveConnections(SoraClient client) => _client = client.WithoutRetries();

    /// <summary>What was known is not true any more. A list that is still arriving is not kept either.</summary>
    public void Forget() => _lists = new ConcurrentDictionary<ConnectionQuery, LiveList>();

    /// <summary>Lists one channel, or everything if the request names none. Never fails: what arrived in time is the list.</summary>
    public async Task<LiveList> ListAsync(ConnectionQuery query, CancellationToken deadline)
    {
        var lists = _lists;
        if (lists.TryGetValue(query, out var known) || (lists.TryGetValue(query with { ChannelId = null }, out known) && known.IsComplete))
        {
            return known;
        }

        var list = await ReadAsync(query, deadline).ConfigureAwait(false);

        // A server that does not answer is not waited for again at once. What failed quickly may be tried again.
        if (list.IsComplete || list.Connections.Count >= Most || deadline.IsCancellationRequested)
        {
            lists[query] = list;
            _ = RemoveInTimeAsync(lists, query);
        }

        return list;
    }

    private static async Task RemoveInTimeAsync(ConcurrentDictionary<ConnectionQuery, LiveList> lists, ConnectionQuery query)
    {
        await Task.Delay(Life).ConfigureAwait(false);
        lists.TryRemove(query, out _);
    }

    private async Task<LiveList> ReadAsync(ConnectionQuery query, CancellationToken deadline)
    {
        var list = new LiveList();
        try
        {
            await foreach (var connections in query.SendAsync(_client, deadline).ConfigureAwait(false))
            {
                foreach (var connection in connections)
                {
                    list.Add(connection);
                }

                if (list.Connections.Count >= Most)
                {
                    return list;
                }
            }

            list.IsComplete = true;
        }
        catch (Exception e) when (ErrorRecords.Covers(e) || e is OperationCanceledException)
        {
            // Nobody asked for an error at the prompt. What arrived before it is true.
        }

        return list;
    }
}

/// <summary>The connections of one answer.</summary>
internal sealed class LiveList
{
    private readonly List<LiveConnection> _connections = new();
    private readonly Dictionary<string, string> _repeated = new(StringComparer.Ordinal);

    public IReadOnlyList<LiveConnection> Connections => _connections;

    /// <summary>False if the answer broke off, or was given up.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Keeps of a connection what a completion needs.</summary>
    public void Add(SoraConnection connection) => _connections.Add(new LiveConnection(
        Once(Sendable(connection.ChannelId)),
        Sendable(connection.ClientId),
        Sendable(connection.ConnectionId),
        Once(SafeText.TruncateMiddle(SafeText.ForDisplay(connection.Role))),
        Once(SafeText.TruncateMiddle(SafeText.ForDisplay(connection.VideoCodecType))),
        connection.GetCreatedUtc()));

    /// <summary>Empty for what no cmdlet would send, however long it is.</summary>
    private static string Sendable(string id) =>
        id.Length <= SoraField.MaximumIdBytes && Encoding.UTF8.GetByteCount(id) <= SoraField.MaximumIdBytes ? id : string.Empty;

    private string Once(string text)
    {
        if (!_repeated.TryGetValue(text, out string? same))
        {
            _repeated.Add(text, same = text);
        }

        return same;
    }
}

/// <summary>A connection; ids that cannot be used are empty, role and codec are harmless.</summary>
internal sealed record LiveConnection(string ChannelId, string ClientId, string ConnectionId, string Role, string VideoCodecType, DateTime? CreatedUtc);
