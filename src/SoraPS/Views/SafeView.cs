using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Views;

/// <summary>
/// How objects show whose fields nobody foresees, and how all of ours show where PowerShell takes no view of theirs: elements of a list, or
/// objects after a table of other ones. Names and values are the server's, so both are spelled harmlessly.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SafeView
{
    private const int MostOnOneLine = 5;
    private const int WidestName = 30;
    private const int LongestJson = 4000;

    // Get-Error has them.
    private static readonly string[] OfEveryException = { "Type", "Data", "HelpLink", "HResult", "Source", "StackTrace", "TargetSite" };

    /// <summary>One text that stands for the object.</summary>
    public static string SafeName(PSObject item) => SafeText.Of(item?.BaseObject switch
    {
        SoraConnection connection => connection.ClientId,
        SoraChannel channel => channel.ChannelId,
        SoraConnectionChange change => change.ClientId,
        SoraAnswer answer => answer.ChannelId,
        SoraSession session => session.Name,
        SoraApiObject => PowerShellJson.Show(item),
        SoraSimulatorRequest request => request.Target,
        SoraApiException failure => failure.Message,
        { } other => other.ToString(),
        null => null,
    });

    /// <summary>All properties, a line for each.</summary>
    public static string SafeProperties(PSObject item) => Lines(FieldsOf(item));

    /// <summary>JSON objects for the eye: a few simple fields on one line, so that many objects read like a table; more, a line for each.</summary>
    public static string SafeJson(PSObject item)
    {
        var fields = FieldsOf(item);
        return fields.Count <= MostOnOneLine && fields.All(field => !IsNested(field.Value.Plain()))
            ? string.Join(", ", fields.Select(field => SafeText.Of(field.Key) + ": " + Word(field.Value)))
            : Lines(fields) + Environment.NewLine;
    }

    /// <summary>A value on a line of its own.</summary>
    internal static string Show(object? value) => value.Plain() switch
    {
        null or ICollection { Count: 0 } => string.Empty,
        string text => SafeText.Of(text),
        Uri { IsAbsoluteUri: true } uri => SafeText.Of(uri.AbsoluteUri),
        { } plain when IsNested(plain) => SafeText.Of(PowerShellJson.Show(value), LongestJson),
        IFormattable simple => SafeText.Of(simple.ToString(null, CultureInfo.CurrentCulture)),
        { } other => SafeText.Of(other.ToString()),
    };

    private static bool IsNested(object? plain) => plain is IDictionary or Array or PSCustomObject or SoraApiObject;

    /// <summary>A value among others: a text that is more than one word is quoted, so that it cannot pass for the fields that follow.</summary>
    private static string Word(object? value)
    {
        string shown = Show(value);
        bool word = value.Plain() is not string || (shown.Length > 0 && shown.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/'));
        return word ? shown : "\"" + shown.Replace("\"", "\\\"") + "\"";
    }

    private static string Lines(List<KeyValuePair<string, object?>> fields)
    {
        var names = fields.ConvertAll(field => SafeText.Of(field.Key, 100));
        int width = Math.Min(names.Select(name => name.Length).DefaultIfEmpty().Max(), WidestName);
        return string.Join(Environment.NewLine, names.Select((name, i) => name.PadRight(width) + " : " + Show(fields[i].Value)));
    }

    private static List<KeyValuePair<string, object?>> FieldsOf(PSObject? item) => item?.BaseObject switch
    {
        null => new(),
        SoraApiException => Of(item.Properties.Where(property => !OfEveryException.Contains(property.Name))),
        IDictionary dictionary => (from DictionaryEntry entry in AsEntries(dictionary)
                                   select new KeyValuePair<string, object?>(entry.Key.ToString()!, entry.Value)).ToList(),
        SoraRecord => Of(item.Properties.OrderBy(property => property is PSNoteProperty)),
        _ => Of(item.Properties),
    };

    private static List<KeyValuePair<string, object?>> Of(IEnumerable<PSPropertyInfo> properties) =>
        properties.Select(property => new KeyValuePair<string, object?>(property.Name, ValueOf(property))).ToList();

    private static IEnumerable AsEntries(IDictionary dictionary)
    {
        for (var entries = dictionary.GetEnumerator(); entries.MoveNext();)
        {
            yield return entries.Entry;
        }
    }

    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
