using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// Converts the text of a parameter into the URI of a server, as <see cref="ServerAddress"/> reads it. A password, a query or a fragment in it is not bound,
/// because PowerShell may print it (<see cref="SoraRequestHeaders"/>). What is bound instead is refused as well.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the address is to be registered. A single word is refused then, because it is probably the name of a registered server.</summary>
    public bool Registered { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Unwrap() switch
    {
        Uri uri => ServerAddress.WithoutSecret(uri),
        string text when text.Trim().Length > 0 => ServerAddress.WithoutSecret(Registered ? ServerAddress.ParseRegistered(text) : ServerAddress.Parse(text)),
        _ => inputData,
    };
}
