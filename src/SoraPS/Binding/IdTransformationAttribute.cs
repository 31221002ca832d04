using System.Collections;
using System.Management.Automation;
using System.Xml;

namespace SoraPS.Binding;

/// <summary>
/// An id is a text or a number, as it was typed. Any other object is refused here, so that the engine goes on to its properties: otherwise
/// its type's name would become an id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>For a parameter that takes one id: a list of one is that one; a database's null is none, and so is what a channel of ours has nothing of.</summary>
    public bool Single { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData.Plain();
        if (value is not IEnumerable || value is string or IDictionary or XmlNode)
        {
            return Single && value is DBNull ? null : Text(inputData);
        }

        string?[] ids = ((IEnumerable)value).Cast<object?>().Select(Text).ToArray();
        return !Single ? ids : value is SoraStringCollection { Count: 0 } ? null : ids.Length == 1 ? ids[0] : throw NoText();
    }

    private static string? Text(object? value) => value.Plain() switch
    {
        null => null,
        string text => text,
        // The wrapper knows what was typed: 007, 0x10 or 1e3. In a list, the engine itself has lost it.
        char or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => LanguagePrimitives.ConvertTo<string>(value),
        _ => throw NoText(),
    };

    private static ArgumentTransformationMetadataException NoText() => new(Messages.IdIsNoText, new PSInvalidCastException(Messages.IdIsNoText));
}
