using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS;

/// <summary>A rule of a forwarding filter, as New-SoraForwardingRule makes it. Its conditions must all hold (an inference, D).</summary>
public sealed class SoraForwardingRule
{
    internal SoraForwardingRule(IReadOnlyList<ForwardingCondition> items) => Items = items;

    /// <summary>The conditions, as the API has them: <c>field</c>, <c>operator</c>, <c>values</c>.</summary>
    public object[] Conditions => Items.Select(condition => PowerShellJson.CreateRecord(condition.ToDictionary())).ToArray();

    internal IReadOnlyList<ForwardingCondition> Items { get; }

    /// <summary>What it is about, in words: <c>audio from everybody but client teacher</c>.</summary>
    public override string ToString() => ForwardingText.Describe(Items);
}
