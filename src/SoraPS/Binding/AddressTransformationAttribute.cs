using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Converts the text of a parameter into the URI of a server, as <see cref="Address"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the address is to be registered. A single word is refused then, because it is probably the name of a registered server.</summary>
    public bool Registered { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Unwrap() is not string text || text.Trim().Length == 0 ? inputData : Registered ? ServerAddress.ParseRegistered(text) : ServerAddress.Parse(text);
}
