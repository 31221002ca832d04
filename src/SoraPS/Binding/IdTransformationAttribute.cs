using System.Collections;
using System.Management.Automation;
using System.Xml;
using SoraPS.Output;

namespace SoraPS.Binding;

/// <summary>
/// Accepts strings and numbers as ids, numbers as they were typed. Any other object is refused, so that PowerShell binds its properties instead: without this
/// attribute, PowerShell would convert the object to a string, and the name of its type would become an id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes one id, not an array. A list of one id is that id; <see cref="DBNull"/> and an empty <see cref="SoraStringCollection"/> are null.</summary>
    public bool Single { get; set; }

    /// <summary>Whether null becomes an empty list, so that the cmdlet can tell an empty property of a record from one that the record does not have.</summary>
    public bool EmptyForNull { get; set; }

    /// <summary>The property of our own objects that has the id, for a parameter that takes ids from the pipeline by value. Without it, each of our objects would cost an exception before PowerShell binds its properties.</summary>
    public string? Property { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData.Unwrap();
        if (Property is not null && value is SoraObject item)
        {
            return RecordAdapter.GetText(item, Property) is { } id ? new[] { id } : throw InvalidId();
        }

        if (value is null && EmptyForNull)
        {
            return Array.Empty<string>();
        }

        if (value is not IEnumerable || value is string or IDictionary or XmlNode)
        {
            return Single && value is DBNull ? null : ToId(inputData);
        }

        string?[] ids = ((IEnumerable)value).Cast<object?>().Select(ToId).ToArray();
        return !Single ? ids : value is SoraStringCollection { Count: 0 } ? null : ids.Length == 1 ? ids[0] : throw InvalidId();
    }

    private static string? ToId(object? value) => value.Unwrap() switch
    {
        null => null,
        string text => text,
        // LanguagePrimitives, because a PSObject around a number knows how it was typed: 007, 0x10 or 1e3. (In an array PowerShell has lost that.)
        char or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => LanguagePrimitives.ConvertTo<string>(value),
        // ConvertFrom-Json makes dates of strings that look like one, and the string cannot be restored.
        DateTime or DateTimeOffset => throw InvalidId(Messages.IdIsDate),
        _ => throw InvalidId(),
    };

    private static ArgumentTransformationMetadataException InvalidId(string? message = null) => new(message ?? Messages.IdIsNoText, new PSInvalidCastException(message ?? Messages.IdIsNoText));
}
