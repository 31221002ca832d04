using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Accepts any dictionary. PowerShell's own error would quote another value, which may be a secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeadersTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Unwrap() switch
    {
        null or SoraRequestHeaders => inputData,
        IDictionary headers => new SoraRequestHeaders(headers),
        _ => throw new ArgumentTransformationMetadataException(Messages.HeadersAreNoDictionary),
    };
}
