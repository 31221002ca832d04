using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Makes a rule for a forwarding filter, or adds a condition to one.</summary>
[Cmdlet(VerbsCommon.New, "SoraForwardingRule", DefaultParameterSetName = InSet)]
[OutputType(typeof(SoraForwardingRule))]
public sealed class NewSoraForwardingRuleCommand : SoraLocalCommand
{
    private const string InSet = "In";
    private const string NotInSet = "NotIn";

    /// <summary>What is compared: the connection or the client that sends, or the kind of media.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("connection_id", "client_id", "kind")]
    public string Field { get; set; } = null!;

    /// <summary>The condition holds for these values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InSet)]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] In { get; set; } = null!;

    /// <summary>The condition holds for all other values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NotInSet)]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] NotIn { get; set; } = null!;

    /// <summary>A rule to which the condition is added.</summary>
    [Parameter(ValueFromPipeline = true)]
    [RuleTransformation]
    [ValidateNotNull]
    public SoraForwardingRule? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IReadOnlyList<ForwardingCondition> rule;
        try
        {
            rule = (InputObject?.Items ?? Array.Empty<ForwardingCondition>()).Append(ParameterSetName == InSet ? new(Field, ForwardingCondition.Is, In) : new(Field, ForwardingCondition.IsNot, NotIn)).ToList();
            if (ForwardingMatch.Of(rule).FirstOrDefault(match => match.IsEmpty) is { } nothing)
            {
                throw ForwardingCondition.Mistake(Messages.ForwardingNoMatch, nothing.Field);
            }
        }
        catch (ArgumentException e)
        {
            Pipeline.WriteNonTerminatingError(e, InputObject);
            return;
        }

        Pipeline.WriteObject(new SoraForwardingRule(rule));
    }
}
