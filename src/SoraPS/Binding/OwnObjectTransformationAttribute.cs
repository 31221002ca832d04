using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Binding;

/// <summary>
/// Accepts our own objects only, which know their server. For other objects it throws a <see cref="PSInvalidCastException"/>: then PowerShell tries the other
/// parameters, and reports its own error if none takes the object.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OwnObjectTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PipelineOutput.ServerOf(inputData) is not null
        ? inputData
        : throw new ArgumentTransformationMetadataException(Messages.NotOneOfOurObjects, new PSInvalidCastException(Messages.NotOneOfOurObjects));
}
