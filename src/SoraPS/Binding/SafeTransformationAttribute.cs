using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// For parameters with a ValidateSet. PowerShell's error quotes a value that is not in the set, and the value may come from a server, such as the role of a
/// connection: so control characters in it are escaped first.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SafeTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Unwrap() is IEnumerable items and not (string or IDictionary) ? items.Cast<object?>().Select(Escape).ToArray() : Escape(inputData);

    private static object? Escape(object? value)
    {
        string? text = value.Unwrap() is null ? null : LanguagePrimitives.ConvertTo<string>(value);
        string safe = SafeText.ForDisplay(text);
        return text is null || safe == text ? value : safe;
    }
}
