using System.Management.Automation;
using SoraPS.Binding;
using static SoraPS.Reports.RecordProperties;

namespace SoraPS.Reports;

/// <summary>
/// Reads errors: error records, exceptions (<c>-ErrorVariable</c> has some of a command that was ended), and the rows that were exported from error records.
/// An error about several objects, as that of a wait, is several failures.
/// </summary>
internal sealed class FailureReader
{
    private const string IdProperty = "FullyQualifiedErrorId";
    private const string ExceptionProperty = "Exception";
    private static readonly string[] TargetIds = { "ChannelId", "ConnectionId", "ReceiverConnectionId", "RecvConnectionId", "ClientId" };

    private readonly SeenErrors _seen = new();

    /// <summary>Whether the object is an error, or was one before it was exported.</summary>
    public static bool IsError(object? item) => item.Unwrap() switch
    {
        null or string or SoraObject => false,
        ErrorRecord or Exception => true,
        _ => IsExported(PSObject.AsPSObject(item)),
    };

    /// <summary>The failures; none if the same error was read before.</summary>
    public IReadOnlyList<ReportedFailure> Read(object? item) => item.Unwrap() switch
    {
        ErrorRecord record => FromRecord(record),
        Exception exception => FromException(exception),
        _ => FromProperties(PSObject.AsPSObject(item)),
    };

    private IReadOnlyList<ReportedFailure> FromRecord(ErrorRecord record) => _seen.Add(record)
        ? FromTargets(record.TargetObject, record.ErrorDetails?.Message ?? record.Exception.Message, record.FullyQualifiedErrorId, record.CategoryInfo.Activity)
        : Array.Empty<ReportedFailure>();

    private IReadOnlyList<ReportedFailure> FromException(Exception exception) =>
        !_seen.Add(exception) ? Array.Empty<ReportedFailure>()
        : exception is IContainsErrorRecord { ErrorRecord: { } record } ? FromRecord(record)
        : FromTargets(null, exception.Message, exception.GetType().Name, null);

    private static bool IsExported(PSObject row) => Has(row, IdProperty) && Has(row, ExceptionProperty);

    private static List<ReportedFailure> FromProperties(PSObject row)
    {
        string? command = GetString(row, "ErrorCategory_Activity") ?? GetPart(row, "CategoryInfo", "Activity");
        return FromTargets(GetValue(row, "TargetObject"), GetReason(row), GetString(row, IdProperty), command);
    }

    /// <summary>The message of an exported error; of an exception that became text, the first line, because the others are its stack trace.</summary>
    private static string GetReason(PSObject row)
    {
        string? text = GetString(row, "ErrorDetails_Message") ?? GetPart(row, "ErrorDetails", "Message") ?? GetPart(row, ExceptionProperty, "Message");
        return text ?? (GetString(row, ExceptionProperty) ?? string.Empty).Split('\r', '\n')[0];
    }

    private static string? GetPart(PSObject row, string name, string part) => GetValue(row, name) is PSObject parts ? GetString(parts, part) : null;

    private static List<ReportedFailure> FromTargets(object? target, string reason, string? id, string? command)
    {
        var targets = target.Unwrap() is string ? null : LanguagePrimitives.GetEnumerable(target)?.Cast<object?>().ToList();
        return (targets is { Count: > 0 } ? targets : new List<object?> { target }).ConvertAll(one => Create(one, reason, id, command));
    }

    private static ReportedFailure Create(object? target, string reason, string? id, string? command)
    {
        var row = target is null ? null : PSObject.AsPSObject(target);
        bool hasIds = row is not null && target.Unwrap() is not string && Array.Exists(TargetIds, name => GetString(row, name) is not null);
        string? Get(params string[] names) => hasIds ? GetString(row!, names) : null;
        return new ReportedFailure(
            string.IsNullOrEmpty(command) ? null : command,
            Get("Server"),
            Get("ChannelId"),
            Get("ClientId"),
            Get("ConnectionId", "ReceiverConnectionId", "RecvConnectionId"),
            Get("Role"),
            hasIds ? GetCreated(row!) : null,
            hasIds || row is null ? null : GetText(row),
            reason,
            ShortenId(id));
    }

    /// <summary>A text of the target; its type if its ToString method fails.</summary>
    private static string GetText(PSObject target)
    {
        try
        {
            return target.ToString();
        }
        catch (RuntimeException)
        {
            return target.BaseObject.GetType().Name;
        }
    }

    /// <summary>The part of the id before the name of the cmdlet's class.</summary>
    private static string? ShortenId(string? id) => string.IsNullOrEmpty(id) ? null : id!.Split(',')[0];
}
