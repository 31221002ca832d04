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
        double number => number.ToString("G15", CultureInfo.CurrentCulture), // as PowerShell writes it
        IFormattable simple => SafeText.ForDisplay(simple.ToString(null, CultureInfo.CurrentCulture)),
        { } other => SafeText.ForDisplay(other.ToString()),
    };

    /// <summary>As JSON, the fields of an object of ours for which its type has no property; empty if there are none.</summary>
    public static string FormatOtherFields(object? value) => value switch
    {
        SoraErrorTarget or PSObject { BaseObject: SoraErrorTarget } => string.Empty, // all of its fields are properties of the view
        PSObject item when IsDeserialized(item) && item.TypeNames[0].EndsWith(nameof(SoraErrorTarget), StringComparison.Ordinal) => string.Empty,
        SoraRecord or PSObject { BaseObject: SoraRecord } => Format(((SoraRecord)value.Unwrap()!).GetUnknownFields()),
        PSObject item when IsDeserialized(item) && AdaptedType.GetPropertyNames(item.TypeNames) is { Count: > 0 } known => Format(GetOtherFields(item, known)),
        _ => string.Empty,
    };

    /// <summary>What a forwarding filter of a list does, in words; its rules as they are where they are of another form.</summary>
    public static string FormatFilter(PSObject? filter)
    {
        object? rules = filter?.Properties[SoraFields.Rules.Name]?.Value;
        string does;
        try
        {
            does = ForwardingText.Describe((filter?.Properties[SoraFields.Action.Name]?.Value).Unwrap() as string, ForwardingRules.Read(rules));
        }
        catch (ArgumentException)
        {
            does = Format(rules);
        }

        string receiver = Format(filter?.Properties[SoraFields.ReceivingConnectionId.Name]?.Value);
        return receiver.Length == 0 ? does : SafeMessage.Format(Messages.ForwardingTo, receiver, does);
    }

    /// <summary>Whether an object, or one that was deserialized, is of one of our types.</summary>
    public static bool Is(PSObject item, string type) =>
        item.BaseObject is PSCustomObject ? item.TypeNames.Contains("Deserialized.SoraPS." + type) : item.BaseObject.GetType().Name == type;

    /// <summary>
    /// What a list shows of a property. Null if the object has no property of that name, so that the list leaves out the line; a blank if there is no value,
    /// because an empty text would leave it out as well.
    /// </summary>
    public static string? FormatProperty(PSObject item, string name)
    {
        object? value;
        if (item.BaseObject is not PSCustomObject)
        {
            if (!AdaptedType.TryGetPropertyValue(item.BaseObject, name, out value))
            {
                return null;
            }
        }
        else if (GetDeserialized(item, name) is { } property)
        {
            value = property.Value;
        }
        else
        {
            return null;
        }

        string text = Format(value);
        return text.Length == 0 ? " " : text;
    }

    /// <summary>A hidden member of an object that was deserialized, and so has no adapter. It does not replace a property of that name: a change has a Connection.</summary>
    public static object? FormatMember(PSObject item, string member) =>
        GetDeserialized(item, member) is { } property ? property.Value : DisplayMembers.GetText(item, member, name => GetDeserialized(item, name)?.Value);

    // Not the members that SoraPS.Types.ps1xml adds: they would come first.
    private static PSPropertyInfo? GetDeserialized(PSObject item, string name) => (item.Members["psadapted"] as PSMemberSet)?.Properties[name];

    /// <summary>
    /// The server in a table that always has that column; of an object from all nodes of a cluster, its node. The address of a server without a name, which would wrap into several lines of each row, is left
    /// out where everything came from one server.
    /// </summary>
    public static string FormatServer(PSObject item)
    {
        if (item.TypeNames[0].EndsWith(PipelineOutput.NodeColumnSuffix, StringComparison.Ordinal))
        {
            return Format(item.Properties["Node"]?.Value);
        }

        string server = Format(item.Properties[nameof(SoraObject.Server)]?.Value);
        bool isOneOfSeveral = item.TypeNames.Any(name => name.EndsWith(PipelineOutput.ServerColumnSuffix, StringComparison.Ordinal) || name.EndsWith("." + nameof(SoraChangeAnswer), StringComparison.Ordinal));
        return isOneOfSeveral || !server.Contains("://") ? server : string.Empty;
    }

    private static OrderedDictionary GetOtherFields(PSObject deserialized, HashSet<string> known)
    {
        var others = new OrderedDictionary();
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
