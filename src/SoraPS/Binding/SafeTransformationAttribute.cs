using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// For parameters that take one of a few words. Anything else the engine refuses, and quotes in its message; a role of a record is a
/// server's text, so it is spelled harmlessly first.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SafeTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData.Plain() is IEnumerable items and not (string or IDictionary) ? items.Cast<object?>().Select(Spell).ToArray() : Spell(inputData);

    private static object? Spell(object? value)
    {
        string? text = value.Plain() is null ? null : LanguagePrimitives.ConvertTo<string>(value);
        string safe = SafeText.ForDisplay(text);
        return text is null || safe == text ? value : safe;
    }
}
