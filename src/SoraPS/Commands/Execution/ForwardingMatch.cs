namespace SoraPS.Commands.Execution;

/// <summary>The values of a field with which all conditions of a rule on this field hold: these, or all but these.</summary>
internal sealed record ForwardingMatch(string Field, bool IsNegated, string[] Values)
{
    /// <summary>Whether no value is left.</summary>
    public bool IsEmpty => IsNegated ? Field == ForwardingCondition.Kind && Values.Length == ForwardingCondition.KindCount : Values.Length == 0;

    /// <summary>One for each field of a rule.</summary>
    public static IReadOnlyList<ForwardingMatch> Of(IEnumerable<ForwardingCondition> rule) => rule.GroupBy(condition => condition.Field).Select(Intersect).ToList();

    private static ForwardingMatch Intersect(IGrouping<string, ForwardingCondition> conditions)
    {
        var excluded = conditions.Where(condition => condition.IsNegated).SelectMany(condition => condition.Values).Distinct(StringComparer.Ordinal);
        var included = conditions.Where(condition => !condition.IsNegated).Select(condition => condition.Values.AsEnumerable()).ToList();
        return included.Count == 0
            ? new ForwardingMatch(conditions.Key, true, excluded.ToArray())
            : new ForwardingMatch(conditions.Key, false, included.Aggregate((some, others) => some.Intersect(others, StringComparer.Ordinal)).Except(excluded, StringComparer.Ordinal).ToArray());
    }
}
