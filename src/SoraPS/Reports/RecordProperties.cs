using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Reports;

/// <summary>
/// Reads properties of objects and of the rows that were exported from them: from Import-Csv, Import-Clixml, ConvertFrom-Json or a job. A value may have
/// become a string there.
/// </summary>
internal static class RecordProperties
{
    private static readonly string[] Prefixes = { "Deserialized.", "CSV:" };
    private const string OwnNamespace = "SoraPS.";

    /// <summary>Whether the object has a property of that name, with a value or without.</summary>
    public static bool Has(PSObject row, string name) => row.Properties[name] is not null;

    /// <summary>The first of the properties that has a value, if it is a string, or a number, which an id of digits may be in JSON that a person wrote.</summary>
    public static string? GetString(PSObject row, params string[] names) => GetValue(row, names).Unwrap() switch
    {
        string { Length: > 0 } text => text,
        IFormattable number and (int or long or double or decimal or System.Numerics.BigInteger) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A date, or a string that is one, in UTC; null for anything else.</summary>
    public static DateTime? GetTime(PSObject row, params string[] names) => GetValue(row, names).Unwrap() switch
    {
        DateTime date => date.ToUniversalTime(),
        DateTimeOffset date => date.UtcDateTime,
        string text => ParseDate(text),
        _ => null,
    };

    /// <summary>When a connection was made: of the number of microseconds first, because a CSV file has dates in the culture of the machine that wrote it.</summary>
    public static DateTime? GetCreated(PSObject row)
    {
        string? number = GetString(row, "CreatedTime", "created_time");
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && CreatedTime.ToUtc(microseconds) is { } time
            ? time
            : GetTime(row, "CreatedAt", "created_timestamp");
    }

    /// <summary>The first of the properties that has a value.</summary>
    public static object? GetValue(PSObject row, params string[] names)
    {
        foreach (string name in names)
        {
            try
            {
                if (row.Properties[name]?.Value is { } value)
                {
                    return value;
                }
            }
            catch (GetValueException)
            {
                // A script property of the user's object threw an exception: the row is read as if it had no such property.
            }
        }

        return null;
    }

    /// <summary>The name of one of our own types, without its namespace, also of an object that came back from a file or a job; null for other objects.</summary>
    public static string? GetOwnTypeName(PSObject row) => GetOwnTypeNames(row).FirstOrDefault();

    /// <summary>Whether the object is, or was before it was exported, of one of our own types, or derived from it.</summary>
    public static bool IsOwnType(PSObject row, string name) => GetOwnTypeNames(row).Contains(name);

    private static IEnumerable<string> GetOwnTypeNames(PSObject row)
    {
        foreach (string typeName in row.TypeNames)
        {
            int length = Array.Find(Prefixes, prefix => typeName.StartsWith(prefix, StringComparison.Ordinal))?.Length ?? 0;
            if (string.CompareOrdinal(typeName, length, OwnNamespace, 0, OwnNamespace.Length) == 0)
            {
                // A type name with "#Server" behind it selects another view of the same type.
                yield return typeName.Substring(length + OwnNamespace.Length).Split('#')[0];
            }
        }
    }

    /// <summary>A date of ISO 8601, or of the current culture, as Export-Csv writes it; without a time zone it is local. In UTC.</summary>
    private static DateTime? ParseDate(string text)
    {
        const DateTimeStyles Local = DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal;
        bool isIso = text.Length > 4 && text[4] == '-';
        return DateTime.TryParse(text, isIso ? CultureInfo.InvariantCulture : CultureInfo.CurrentCulture, Local, out var date)
            || DateTime.TryParse(text, CultureInfo.InvariantCulture, Local, out date) ? date : null;
    }
}
