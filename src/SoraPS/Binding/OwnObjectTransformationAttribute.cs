using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Binding;

/// <summary>Takes our own objects only, which bring their server along. Any other is refused in the way that lets the engine go on to what else it may bind to, and report it in its own words.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OwnObjectTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PipelineOutput.ServerOf(inputData) is not null
        ? inputData
        : throw new ArgumentTransformationMetadataException(Messages.NotOneOfOurObjects, new PSInvalidCastException(Messages.NotOneOfOurObjects));
}
