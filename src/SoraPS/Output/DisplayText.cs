using System.Collections;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Output;

/// <summary>Formats values for the views: SoraPS.Format.ps1xml and SoraPS.Types.ps1xml call it. Control characters are escaped, so that no text from a server acts on the terminal.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DisplayText
{
    private const int MaximumJsonLength = 4000;

    /// <summary>A value on one line. Values with parts are shown as JSON, shortened to 4,000 characters.</summary>
    public static string Format(object? value) => value.Unwrap() switch
    {
        null or ICollection { Count: 0 } or SoraUnknownFields { Count: 0 } => string.Empty,
        string text => SafeText.ForDisplay(text),
        Uri { IsAbsoluteUri: true } uri => SafeText.ForDisplay(uri.AbsoluteUri), // Uri.ToString would decode the percent-encoded characters
        PSCustomObject when IsDeserialized(value) => SafeText.ForDisplay(value!.ToString()),
        ArrayList list => string.Join(", ", list.Cast<object?>().Select(Format)), // what a SoraStringCollection is after deserialization
        IDictionary or Array or PSCustomObject or SoraUnknownFields => SafeText.ForDisplay(PowerShellJson.ToDisplayJson(value), MaximumJsonLength),
        IFormattable simple => SafeText.ForDisplay(simple.ToString(null, CultureInfo.CurrentCulture)),
        { } other => SafeText.ForDisplay(other.ToString()),
    };

    /// <summary>As JSON, the fields of an object of ours for which its type has no property; empty if there are none.</summary>
    public static string FormatOtherFields(object? value) => value switch
    {
        SoraErrorTarget or PSObject { BaseObject: SoraErrorTarget } => string.Empty, // all of its fields are properties of the view
        PSObject item when IsDeserialized(item) && item.TypeNames[0].EndsWith(nameof(SoraErrorTarget), StringComparison.Ordinal) => string.Empty,
        SoraRecord or PSObject { BaseObject: SoraRecord } => Format(((SoraRecord)value.Unwrap()!).GetUnknownFields()),
        PSObject item when IsDeserialized(item) => Format(GetOtherFields(item)),
        _ => string.Empty,
    };

    private static OrderedDictionary GetOtherFields(PSObject deserialized)
    {
        var others = new OrderedDictionary();
        var known = AdaptedType.GetPropertyNames(deserialized.TypeNames);
        foreach (var property in deserialized.Properties)
        {
            if (!known.Contains(property.Name) && !AdaptedType.IsEngineMember(property.Name))
            {
                others[property.Name] = property.Value;
            }
        }

        return others;
    }

    /// <summary>Whether the object is a deserialized one of our types, from Import-Clixml or a job.</summary>
    private static bool IsDeserialized(object? value) => value is PSObject { TypeNames.Count: > 0 } item && item.TypeNames[0].StartsWith("Deserialized.SoraPS.Sora", StringComparison.Ordinal);

    /// <summary>What a check of Test-SoraServer measured, with its unit.</summary>
    public static string FormatCheck(object? check, object? value, object? detail)
    {
        string text = Format(value);
        string? format = text.Length == 0 ? null : Format(check) switch
        {
            "Reachable" => Messages.MeasuredMilliseconds,
            "License" => text is "1" or "-1" ? Messages.MeasuredDay : Messages.MeasuredDays,
            "ClusterNodes" when CheckNumbers.Parse(Format(detail)).TryGetValue("total", out long total) => string.Format(Messages.Culture, Messages.MeasuredNodes, "{0}", total),
            _ => null,
        };
        return format is null ? text : string.Format(Messages.Culture, format, text);
    }

    /// <summary>A time span in its two largest units: <c>3d 04h</c>, <c>2h 05m</c>, <c>1m 30s</c>; from 100 days on in days. Empty for null.</summary>
    public static string FormatDuration(TimeSpan? span)
    {
        string? format = span is not { } known ? null
            : known.Days >= 100 ? @"d\d"
            : known.Days > 0 ? @"d\d\ hh\h"
            : known.Hours > 0 ? @"h\h\ mm\m"
            : @"m\m\ ss\s";
        return format is null ? string.Empty : span!.Value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A role, in colour if the connection sends. Only in PowerShell 7, which removes the colours when output goes to a file; Windows PowerShell would
    /// write the escape sequences into the file.
    /// </summary>
    internal static string FormatRole(string? role) => role switch
    {
#if NET
        "sendrecv" => "\u001B[32msendrecv\u001B[0m",
        "sendonly" => "\u001B[36msendonly\u001B[0m",
#endif
        _ => SafeText.ForDisplay(role),
    };
}
