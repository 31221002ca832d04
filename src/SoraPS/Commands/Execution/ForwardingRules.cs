using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>The rules of a forwarding filter: the conditions of one rule must all hold, and one rule is enough. That it is so is an inference (D).</summary>
internal sealed class ForwardingRules
{
    private ForwardingRules(IReadOnlyList<IReadOnlyList<ForwardingCondition>> rules) => Rules = rules;

    /// <summary>The conditions of each rule.</summary>
    public IReadOnlyList<IReadOnlyList<ForwardingCondition>> Rules { get; }

    /// <summary>
    /// Reads what a user gave or a list said: rules of New-SoraForwardingRule; conditions, and lists of them, as the API has them: hashtables, custom objects or
    /// text that contains JSON.
    /// </summary>
    /// <exception cref="ArgumentException">It is none, or it is not clear how its conditions belong together.</exception>
    public static ForwardingRules Read(object? value)
    {
        var items = value.Unwrap() is IEnumerable list and not (string or IDictionary) ? list : new[] { value };
        var rules = new List<IReadOnlyList<ForwardingCondition>>();
        int count = 0;
        bool hasBare = false;
        foreach (object? item in items)
        {
            count++;
            hasBare |= Add(item, rules);
        }

        return rules.Count == 0 ? throw new ArgumentException(Messages.ForwardingNoRules)
            : hasBare && count > 1 ? throw new ArgumentException(Messages.ForwardingAmbiguous)
            : new ForwardingRules(rules);
    }

    /// <summary>The rules as the API has them.</summary>
    public JsonElement ToJson() => PowerShellJson.ToElement(Rules.Select(rule => rule.Select(condition => condition.ToDictionary()).ToArray()).ToArray(), nameof(SoraForwardingRule));

    /// <summary>Adds the rules of one item; true if it is a condition alone, of which it is not said to what rule it belongs.</summary>
    private static bool Add(object? item, List<IReadOnlyList<ForwardingCondition>> rules)
    {
        if (item.Unwrap() is SoraForwardingRule rule)
        {
            rules.Add(rule.Items);
            return false;
        }

        // A rule that comes back from a file or a job.
        object? value = item is PSObject record && record.Properties[nameof(SoraForwardingRule.Json)]?.Value.Unwrap() is string json ? json : item;
        return Add(PowerShellJson.ToElementWithIds(value ?? throw new ArgumentException(Messages.ForwardingNoRules), "Rule"), value.Unwrap() is string, rules);
    }

    private static bool Add(JsonElement json, bool isText, List<IReadOnlyList<ForwardingCondition>> rules)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            rules.Add(new[] { ForwardingCondition.Read(json) });
            return true;
        }

        var items = json.EnumerateArray().ToList();
        if (items.Count > 0 && items.TrueForAll(item => item.ValueKind == JsonValueKind.Array))
        {
            items.ForEach(item => rules.Add(ReadAll(item.EnumerateArray())));
            return false;
        }

        // In JSON, a list in a list is a rule, and this may be a list whose outer list is missing. In PowerShell, a list within the list of the parameter is a rule.
        rules.Add(isText && items.Count > 1 ? throw new ArgumentException(Messages.ForwardingAmbiguous) : ReadAll(items));
        return isText;
    }

    private static ForwardingCondition[] ReadAll(IEnumerable<JsonElement> conditions)
    {
        var all = conditions.Select(ForwardingCondition.Read).ToArray();
        return all.Length > 0 ? all : throw new ArgumentException(Messages.ForwardingNoRules);
    }
}
