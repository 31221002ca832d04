namespace SoraPS.Reports;

/// <summary>How often each text was there. No text and an empty one are the same.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Distinct => _counts.Count;

    public int this[string text] => _counts.TryGetValue(text, out int count) ? count : 0;

    public void Add(string? text)
    {
        text ??= string.Empty;
        _counts[text] = this[text] + 1;
    }

    /// <summary>The most frequent first.</summary>
    public IEnumerable<KeyValuePair<string, int>> Ranked() => _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal);
}
