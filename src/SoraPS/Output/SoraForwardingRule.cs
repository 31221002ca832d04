using System.Text;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS;

/// <summary>A rule of a forwarding filter, as New-SoraForwardingRule makes it. Its conditions must all hold (an inference, D).</summary>
public sealed class SoraForwardingRule
{
    internal SoraForwardingRule(IReadOnlyList<ForwardingCondition> items) => Items = items;

    /// <summary>How many conditions it has.</summary>
    public int ConditionCount => Items.Count;

    /// <summary>The rule as the API has it, in a list of rules: <c>[[{"field":"kind","operator":"is_in","values":["audio"]}]]</c>.</summary>
    public string Json => Encoding.UTF8.GetString(PowerShellJson.ToUtf8(new[] { Items.Select(condition => condition.ToDictionary()).ToArray() }));

    internal IReadOnlyList<ForwardingCondition> Items { get; }

    /// <summary>What it is about, in words: <c>audio from everybody but client teacher</c>.</summary>
    public override string ToString() => ForwardingText.Describe(Items);
}
