using System.Collections;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>What views show of a value, harmless on a terminal: the list views of SoraPS.Format.ps1xml call it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DisplayText
{
    private const int LongestJson = 4000;

    /// <summary>A value on one line: a text with escapes in the place of what a terminal would act on, anything with parts as JSON.</summary>
    public static string Format(object? value) => value.Plain() switch
    {
        null or ICollection { Count: 0 } or SoraUnknownFields { Count: 0 } => string.Empty,
        string text => SafeText.ForDisplay(text),
        Uri { IsAbsoluteUri: true } uri => SafeText.ForDisplay(uri.AbsoluteUri), // ToString would undo its escapes
        PSCustomObject when IsDeserialized(value) => SafeText.ForDisplay(value!.ToString()),
        ArrayList list => string.Join(", ", list.Cast<object?>().Select(Format)), // what becomes of our lists of texts in a file
        IDictionary or Array or PSCustomObject or SoraUnknownFields => SafeText.ForDisplay(PowerShellJson.Show(value), LongestJson),
        IFormattable simple => SafeText.ForDisplay(simple.ToString(null, CultureInfo.CurrentCulture)),
        { } other => SafeText.ForDisplay(other.ToString()),
    };

    /// <summary>The fields of one of our objects that have no property of its type, as JSON; empty where there are none.</summary>
    public static string FormatOtherFields(object? value) => value switch
    {
        SoraRecord or PSObject { BaseObject: SoraRecord } => Format(((SoraRecord)value.Plain()!).GetUnknownFields()),
        PSObject item when IsDeserialized(item) => Format(OtherFieldsOf(item)),
        _ => string.Empty,
    };

    private static OrderedDictionary OtherFieldsOf(PSObject deserialized)
    {
        var others = new OrderedDictionary();
        var known = AdaptedType.NamesOfProperties(deserialized.TypeNames);
        foreach (var property in deserialized.Properties)
        {
            if (!known.Contains(property.Name) && !AdaptedType.IsOfTheEngine(property.Name))
            {
                others[property.Name] = property.Value;
            }
        }

        return others;
    }

    /// <summary>True for what was one of our objects before it went through a file or a job.</summary>
    private static bool IsDeserialized(object? value) => value is PSObject { TypeNames.Count: > 0 } item && item.TypeNames[0].StartsWith("Deserialized.SoraPS.Sora", StringComparison.Ordinal);

    /// <summary>A time span in its two greatest units: <c>3d 04h</c>.</summary>
    public static string FormatDuration(TimeSpan? span)
    {
        string? format = span is not { } known ? null
            : known.Days >= 100 ? @"d\d"
            : known.Days > 0 ? @"d\d\ hh\h"
            : known.Hours > 0 ? @"h\h\ mm\m"
            : @"m\m\ ss\s";
        return format is null ? string.Empty : span!.Value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A role, in its colour of the terminal's sixteen: whoever sends stands out. PowerShell 7 takes colours out of what takes none; Windows PowerShell would write them into files.</summary>
    internal static string FormatRole(string? role) => role switch
    {
#if NET
        "sendrecv" => "\u001B[32msendrecv\u001B[0m",
        "sendonly" => "\u001B[36msendonly\u001B[0m",
#endif
        _ => SafeText.ForDisplay(role),
    };
}
