namespace SoraPS;

/// <summary>
/// Rates of counters, from two looks at the statistics of the connections of one server. Time is that of the server: each object says when it was counted. Of
/// the first look, only the counters that are wanted are kept. Not for use by several threads at once.
/// </summary>
/// <param name="isWanted">Which counters are wanted besides those that <see cref="SoraConnectionRate"/> has properties for, by their keys with dots.</param>
public sealed class SoraRateMeter(Func<string, bool>? isWanted = null)
{
    private readonly CounterReader _counters = new(key => IsDefault(key) || isWanted?.Invoke(key) == true);
    private readonly Dictionary<(string?, string?), (DateTime? Timestamp, double[] Values)> _first = new();
    private readonly List<(SoraConnectionStats Ids, double[] Values)> _created = new();
    private readonly List<Action<SoraConnectionRate, double?>> _setters = new(); // by the index of the counter
    private DateTime? _firstTimestamp;

    /// <summary>Whether there are connections that only the second look has.</summary>
    public bool HasCreated => _created.Count > 0;

    /// <summary>The first look at a connection.</summary>
    public void AddFirst(SoraConnectionStats stats)
    {
        _ = stats ?? throw new ArgumentNullException(nameof(stats));
        _first[(stats.ChannelId, stats.ConnectionId)] = (stats.TimestampUtc, stats.ReadCounters(_counters));
        _firstTimestamp = stats.TimestampUtc > _firstTimestamp || _firstTimestamp is null ? stats.TimestampUtc ?? _firstTimestamp : _firstTimestamp;
    }

    /// <summary>The second look at a connection. Null if the first look did not have it: see <see cref="MeasureCreated"/>.</summary>
    /// <remarks>A counter that is smaller than before has begun again at zero: what it has now came since then. Prometheus' <c>rate()</c> counts in the same way.</remarks>
    public SoraConnectionRate? Measure(SoraConnectionStats stats)
    {
        _ = stats ?? throw new ArgumentNullException(nameof(stats));
        double[] values = stats.ReadCounters(_counters);
        if (!_first.TryGetValue((stats.ChannelId, stats.ConnectionId), out var first))
        {
            _created.Add((stats.ToIds(), values));
            return null;
        }

        var rate = new SoraConnectionRate(stats, stats.TimestampUtc - first.Timestamp, 1);
        SetRates(rate, (stats.TimestampUtc - first.Timestamp)?.TotalSeconds, i => GetIncrease(first.Values, values, i));
        return rate;
    }

    /// <summary>
    /// The rates of the connections that only the second look has, since they were made. Without a time, or if it is before the first look, they are not
    /// known: then the connection may have counted for long, elsewhere.
    /// </summary>
    /// <param name="getCreatedUtc">When a connection of a channel was made, by the clock of the server; null if that is not known.</param>
    public IEnumerable<SoraConnectionRate> MeasureCreated(Func<string?, string?, DateTime?> getCreatedUtc)
    {
        _ = getCreatedUtc ?? throw new ArgumentNullException(nameof(getCreatedUtc));
        return _created.ConvertAll(one =>
        {
            var age = one.Ids.TimestampUtc - getCreatedUtc(one.Ids.ChannelId, one.Ids.ConnectionId);
            var between = one.Ids.TimestampUtc - _firstTimestamp;
            bool isNew = between is null || age <= between;
            var rate = new SoraConnectionRate(one.Ids, isNew ? age : null, between is null ? 1 : age?.Ticks / (double)between.Value.Ticks ?? 1);
            SetRates(rate, isNew ? age?.TotalSeconds : null, i => GetValue(one.Values, i));
            return rate;
        });
    }

    private static bool IsDefault(string key) => Array.Exists(SoraConnectionRate.Defaults, counter => Array.IndexOf(counter.Keys, key) >= 0);

    private static double GetValue(double[] values, int index) => index < values.Length ? values[index] : double.NaN;

    private static double GetIncrease(double[] before, double[] now, int index)
    {
        double value = GetValue(now, index);
        double previous = GetValue(before, index);
        return value < previous ? value : value - previous;
    }

    private void SetRates(SoraConnectionRate rate, double? seconds, Func<int, double> getIncrease)
    {
        for (int i = 0; i < _counters.Keys.Count; i++)
        {
            if (i == _setters.Count)
            {
                _setters.Add(CreateSetter(_counters.Keys[i]));
            }

            double perSecond = seconds > 0 ? getIncrease(i) / seconds.Value : double.NaN;
            _setters[i](rate, double.IsNaN(perSecond) || double.IsInfinity(perSecond) ? null : perSecond);
        }
    }

    private Action<SoraConnectionRate, double?> CreateSetter(string key)
    {
        var setters = SoraConnectionRate.Defaults.Where(counter => Array.IndexOf(counter.Keys, key) >= 0).Select(counter => counter.Set).ToList();
        if (isWanted?.Invoke(key) == true)
        {
            setters.Add((rate, value) => rate.AddUnknownField(key, value));
        }

        return (rate, value) => setters.ForEach(set => set(rate, value));
    }
}
