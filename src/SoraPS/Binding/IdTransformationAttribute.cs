using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// An id is a text or a number. Any other object is refused here, so that the engine goes on to its properties: otherwise its type's name
/// would become an id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = Unwrap(inputData);
        if (value is IEnumerable many and not string and not IDictionary)
        {
            return many.Cast<object?>().Select(item => Text(Unwrap(item))).ToArray();
        }

        return Text(value);
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        char or sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new ArgumentTransformationMetadataException(Messages.IdIsNoText, new PSInvalidCastException(Messages.IdIsNoText)),
    };
}
