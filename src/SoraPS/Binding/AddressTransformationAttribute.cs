using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Reads a text as an <see cref="Address"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>For an address that is registered under a name.</summary>
    public bool Registered { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Unwrap() is not string text || text.Trim().Length == 0 ? inputData : Registered ? Address.ParseRegistered(text) : Address.Parse(text);
}
