using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>Failures as PowerShell shows them: the promised id and category, what the user passed, and a sentence with what to do.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<SoraError, ErrorCategory> Categories = new()
    {
        [SoraError.SoraApiError] = ErrorCategory.InvalidOperation,
        [SoraError.SoraOperationNotSupported] = ErrorCategory.NotImplemented,
        [SoraError.SoraUnauthorized] = ErrorCategory.AuthenticationError,
        [SoraError.SoraHttpError] = ErrorCategory.InvalidResult,
        [SoraError.SoraConnectionFailed] = ErrorCategory.ConnectionError,
        [SoraError.SoraCertificateError] = ErrorCategory.SecurityError,
        [SoraError.SoraTimeout] = ErrorCategory.OperationTimeout,
        [SoraError.SoraInvalidResponse] = ErrorCategory.InvalidData,
        [SoraError.SoraInvalidArgument] = ErrorCategory.InvalidArgument,
    };

    /// <summary>Nothing failed, but what was waited for did not happen in time.</summary>
    public const string WaitedInVain = "SoraWaitTimeout";

    /// <summary>True for the failures that have a record; anything else is a fault of ours and must surface as it is.</summary>
    public static bool Covers(Exception e) => e is SoraApiException or ArgumentException or ObjectDisposedException;

    public static ErrorRecord From(Exception failure, object? target)
    {
        var error = (failure as SoraApiException)?.Error ?? SoraError.SoraInvalidArgument;
        failure = failure is not ArgumentException || SafeText.IsSafeToDisplay(failure) ? failure : new ArgumentException(SafeText.ForDisplay(failure.Message));
        target = target.Plain() is SoraServer server ? server.Name : target;
        var record = failure is TimeoutException
            ? new ErrorRecord(failure, WaitedInVain, ErrorCategory.OperationTimeout, target)
            : new ErrorRecord(failure, error.ToString(), Categories[error], target);
        string? advice = failure is SoraApiException api ? Advice.For(api) : null;
        string message = failure is ObjectDisposedException ? Messages.ServerClosedMeanwhile : failure.Message;
        record.ErrorDetails = new ErrorDetails(advice is null ? message : message + " " + advice);
        record.CategoryInfo.TargetName = SafeText.ForDisplay(TextOf(target), 300);
        record.CategoryInfo.TargetType = target?.GetType().Name;
        return record;
    }

    /// <summary>What an error's category says of the target. An object may have a ToString of its own, and that one may fail: then its type.</summary>
    private static string? TextOf(object? target)
    {
        try
        {
            return target is string[] many ? string.Join(", ", many) : target?.ToString();
        }
        catch (RuntimeException)
        {
            return target.Plain()!.GetType().FullName;
        }
    }
}
