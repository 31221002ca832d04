namespace SoraPS.Reports;

/// <summary>Counts how often each value of a property occurs. A missing value and an empty one are the same.</summary>
internal sealed class ValueCounter
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>How many different values there are.</summary>
    public int DistinctCount => _counts.Count;

    /// <summary>How often a value occurred.</summary>
    public int this[string value] => _counts.TryGetValue(value, out int count) ? count : 0;

    public void Add(string? value)
    {
        value ??= string.Empty;
        _counts[value] = this[value] + 1;
    }

    /// <summary>The values and their counts, the most frequent first.</summary>
    public IEnumerable<KeyValuePair<string, int>> OrderByFrequency() => _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal);
}
