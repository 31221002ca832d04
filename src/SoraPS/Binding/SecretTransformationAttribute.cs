using System.Management.Automation;
using System.Security;

namespace SoraPS.Binding;

/// <summary>Accepts a SecureString. A string is refused with an error that does not quote it; an empty string is null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Unwrap() switch
    {
        null or SecureString => inputData,
        string text when text.Trim().Length == 0 => null,
        _ => throw new ArgumentTransformationMetadataException(Messages.SecretIsText),
    };
}
