namespace SoraPS.Commands.Execution;

/// <summary>How the statistics of connections are asked for.</summary>
internal static class ConnectionStatistics
{
    private static readonly SoraListOperation<SoraConnectionStats>[] Single = { SoraOperations.GetStatsConnection, SoraOperations.GetStatsClient };

    public static StatisticsPlan<SoraConnectionStats> CreatePlan(bool? local) => new(SoraOperations.GetStatsAllConnections, Single, local);

    public static StatisticsIds GetIds(SoraConnectionStats statistics) => new(statistics.ChannelId, statistics.ClientId, statistics.ConnectionId);
}
