using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Binding;

/// <summary>Makes a rule of a forwarding filter of the copy of one that Import-Clixml or a job has made. Anything else stays as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RuleTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Copy = "Deserialized.SoraPS." + nameof(SoraForwardingRule);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not PSObject item || !item.TypeNames.Contains(Copy))
        {
            return inputData;
        }

        try
        {
            return new SoraForwardingRule(ForwardingRules.Read(item).Rules.Single());
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
