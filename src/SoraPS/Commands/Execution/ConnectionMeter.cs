using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>Looks twice at the statistics of one request, and computes the rates.</summary>
/// <param name="server">The server.</param>
/// <param name="client">Its client.</param>
/// <param name="query">The request.</param>
/// <param name="isWanted">What is taken of the answer.</param>
/// <param name="isCounter">Which counters are wanted besides the usual ones; null for none.</param>
internal sealed class ConnectionMeter(SoraServer server, SoraClient client, StatisticsQuery<SoraConnectionStats> query, Func<SoraConnectionStats, bool> isWanted, Func<string, bool>? isCounter)
{
    private readonly SoraRateMeter _meter = new(isCounter);

    public SoraServer Server { get; } = server;

    /// <summary>The target object of an error.</summary>
    public object Target => query.GetTarget(Server);

    /// <summary>Whether the first look succeeded.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The first look. It has no results.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SoraConnectionRate>> ReadFirstAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var items in query.SendAsync(client, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items.Where(isWanted))
            {
                _meter.AddFirst(item);
            }

            yield return Array.Empty<SoraConnectionRate>();
        }

        IsReady = true;
    }

    /// <summary>The second look. Statistics name no roles, and not when a connection was made; the list of connections, which does, is read only if that matters.</summary>
    /// <param name="withRoles">Whether the roles are needed. There are no results until they are known.</param>
    /// <param name="cancellationToken">Ends the requests at once.</param>
    public async IAsyncEnumerable<IReadOnlyList<SoraConnectionRate>> ReadSecondAsync(bool withRoles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var withoutRole = new List<SoraConnectionRate>();
        await foreach (var items in query.SendAsync(client, cancellationToken).ConfigureAwait(false))
        {
            var rates = items.Where(isWanted).Select(_meter.Measure).OfType<SoraConnectionRate>().ToList();
            withoutRole.AddRange(withRoles ? rates : Enumerable.Empty<SoraConnectionRate>());
            yield return withRoles ? Array.Empty<SoraConnectionRate>() : rates;
        }

        if (!withRoles && !_meter.HasCreated)
        {
            yield break;
        }

        var connections = await ReadConnectionsAsync(client, withRoles, cancellationToken).ConfigureAwait(false);
        withoutRole.AddRange(_meter.MeasureCreated((channel, connection) => connections.TryGetValue((channel, connection), out var found) ? found.GetCreatedUtc() : null));
        foreach (var rate in withoutRole)
        {
            rate.SetRole(connections.TryGetValue((rate.ChannelId, rate.ConnectionId), out var found) ? found.Role : null);
        }

        yield return withoutRole;
    }

    /// <summary>The connections by their ids. Without them, roles are an error, but that a connection is new can stay unknown.</summary>
    private async Task<Dictionary<(string?, string?), SoraConnection>> ReadConnectionsAsync(SoraClient client, bool withRoles, CancellationToken cancellationToken)
    {
        var connections = new Dictionary<(string?, string?), SoraConnection>();
        try
        {
            foreach (var connection in await new ConnectionQuery(null, query.Local).ReadToEndAsync(client, cancellationToken).ConfigureAwait(false))
            {
                connections[(connection.ChannelId, connection.ConnectionId)] = connection;
            }
        }
        catch (SoraApiException) when (!withRoles)
        {
            connections.Clear();
        }

        return connections;
    }
}
