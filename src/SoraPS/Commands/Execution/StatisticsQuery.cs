namespace SoraPS.Commands.Execution;

/// <summary>A request for statistics.</summary>
/// <param name="Operation">A list, or the statistics of one.</param>
/// <param name="Ids">Whose statistics: what of it the operation takes.</param>
/// <param name="Local">See <see cref="ConnectionQuery"/>.</param>
internal sealed record StatisticsQuery<T>(SoraListOperation<T> Operation, StatisticsIds Ids, bool? Local)
    where T : SoraStatistics
{
    private SoraRequest Request
    {
        get
        {
            var request = new SoraRequest(Operation);
            var keys = Operation.GetRequiredFields().Concat(Operation.GetOptionalFields()).ToList();
            foreach (var (field, value) in new (SoraField, object?)[] { (SoraFields.ChannelId, Ids.Channel), (SoraFields.ClientId, Ids.Client), (SoraFields.ConnectionId, Ids.Connection), (SoraFields.Local, Local) })
            {
                if (keys.Contains(field))
                {
                    request[field] = value;
                }
            }

            return request;
        }
    }

    /// <summary>What the user asked for: the target object of an error.</summary>
    public object GetTarget(SoraServer server)
    {
        if (Ids == StatisticsIds.Any)
        {
            return server;
        }

        var target = new SoraErrorTarget(new KeyValuePair<string, object?>[]
        {
            new(nameof(SoraConnection.ChannelId), Ids.Channel), new(nameof(SoraConnection.ClientId), Ids.Client), new(nameof(SoraConnection.ConnectionId), Ids.Connection),
        });
        target.SetServer(server);
        return target;
    }

    /// <summary>Sends the request. Statistics come in groups: as many as have arrived.</summary>
    public IAsyncEnumerable<IReadOnlyList<T>> SendAsync(SoraClient client, CancellationToken cancellationToken) => client.ListBatchesAsync(Operation, Request, cancellationToken);

    /// <summary>The command line of curl that sends the same request.</summary>
    public string ToCurl(SoraClient client) => client.ToCurl(Operation, Request);
}

/// <summary>Ids of statistics; null for any.</summary>
internal readonly record struct StatisticsIds(string? Channel, string? Client, string? Connection)
{
    public static readonly StatisticsIds Any = new(null, null, null);
}
