using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Accepts dictionaries only. PowerShell's own error would quote the value, which may be a secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeadersTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Unwrap() is null or IDictionary ? inputData : throw new ArgumentTransformationMetadataException(Messages.HeadersAreNoDictionary);
}
