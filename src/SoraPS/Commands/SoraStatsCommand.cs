using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that reads statistics, after all records have arrived.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraStatsCommand : SoraRemoteCommand
{
    private ServerObjectWriter _output = null!;

    /// <summary>Writes the counters as properties whose names are their keys with dots, in place of nested objects.</summary>
    [Parameter]
    public SwitchParameter Flat { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _output = new ServerObjectWriter(Pipeline, Resolver);
    }

    /// <summary>Writes the statistics of a plan.</summary>
    /// <returns>How many there were.</returns>
    private protected int WriteStatistics<T>(StatisticsPlan<T> plan, Func<T, StatisticsIds> getIds)
        where T : SoraStatistics
    {
        Resolver.Complete();
        int count = 0;
        var lists = new List<ServerList<PSObject?>>();
        foreach (var (server, query, isWanted) in plan.GetQueries(getIds))
        {
            if (AsCurl.IsPresent)
            {
                Curl.Write(server, query.ToCurl, query.GetTarget(server), Pipeline.WriteNonTerminatingError);
                count++;
                continue;
            }

            object target = query.GetTarget(server);
            if (Clients.Find(server, target) is { } client)
            {
                lists.Add(new ServerList<PSObject?>(server, target, WrapAsync(query.SendAsync(client, Pipeline.CancellationToken), isWanted)));
            }
        }

        Merger.Merge(lists, (wrapped, server) =>
        {
            if (wrapped is not null)
            {
                count++;
                _output.Write(wrapped, server);
            }
        });
        return count;
    }

    private IAsyncEnumerable<IReadOnlyList<PSObject?>> WrapAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> list, Func<T, bool> isWanted)
        where T : SoraStatistics => Flat.IsPresent ? PipelineOutput.WrapAsync(FlattenAsync(list, isWanted), _ => true) : PipelineOutput.WrapAsync(list, isWanted);

    private static async IAsyncEnumerable<IReadOnlyList<SoraStatistics>> FlattenAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> list, Func<T, bool> isWanted)
        where T : SoraStatistics
    {
        await foreach (var items in list.ConfigureAwait(false))
        {
            yield return items.Where(isWanted).SelectMany(item => item.Flatten()).ToList();
        }
    }
}
