using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Reads a text as an <see cref="Address"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Plain() is string { Length: > 0 } text ? Address.Parse(text) : inputData;
}
