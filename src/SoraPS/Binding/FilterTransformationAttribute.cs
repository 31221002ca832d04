using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// Accepts what says of itself that it is a forwarding filter: an object with rules, as a list has them; the result of a change of one, and the target of
/// its error. Only of such objects are the name, the version and so on those of a filter: many others have a Name. What it refuses, PowerShell offers to the other parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilterTransformationAttribute : ArgumentTransformationAttribute
{
    public const string Rules = "rules";

    // After Import-Clixml or a job.
    private const string Result = "Deserialized.SoraPS." + nameof(SoraForwardingFilterChange);
    private const string Target = "Deserialized.SoraPS." + nameof(SoraErrorTarget);

    /// <summary>Whether it is the result of a change.</summary>
    public static bool IsResult(PSObject? value) => value.Unwrap() is SoraForwardingFilterChange || value?.TypeNames.Contains(Result) == true;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => IsFilter(inputData)
        ? inputData
        : throw new ArgumentTransformationMetadataException(Messages.NotOneOfOurObjects, new PSInvalidCastException(Messages.NotOneOfOurObjects));

    private static bool IsFilter(object? value) => value.Unwrap() switch
    {
        SoraForwardingFilterChange or SoraErrorTarget => true,
        PSCustomObject => value is PSObject item && (item.Properties[Rules] is not null || item.TypeNames.Any(name => name is Result or Target)),
        _ => false,
    };
}
