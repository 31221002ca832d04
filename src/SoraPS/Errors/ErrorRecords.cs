using System.Management.Automation;
using System.Text.RegularExpressions;
using SoraPS.Binding;

namespace SoraPS.Errors;

/// <summary>Makes error records: the documented id and category, what the user passed as the target object, and a message with what to try.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<SoraError, ErrorCategory> Categories = new()
    {
        [SoraError.SoraApiError] = ErrorCategory.InvalidOperation,
        [SoraError.SoraOperationNotSupported] = ErrorCategory.NotImplemented,
        [SoraError.SoraUnauthorized] = ErrorCategory.AuthenticationError,
        [SoraError.SoraProxyError] = ErrorCategory.ConnectionError,
        [SoraError.SoraRedirected] = ErrorCategory.InvalidResult,
        [SoraError.SoraHttpError] = ErrorCategory.InvalidResult,
        [SoraError.SoraConnectionFailed] = ErrorCategory.ConnectionError,
        [SoraError.SoraCertificateError] = ErrorCategory.SecurityError,
        [SoraError.SoraTimeout] = ErrorCategory.OperationTimeout,
        [SoraError.SoraInvalidResponse] = ErrorCategory.InvalidData,
        [SoraError.SoraIncomplete] = ErrorCategory.ReadError,
        [SoraError.SoraInvalidArgument] = ErrorCategory.InvalidArgument,
    };

    // .NET adds " (Parameter 'target')", .NET Framework a line of its own in the language of the system.
    private static readonly Regex ParameterName = new(@"(\s\(Parameter '[^']*'\)|\r?\n.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>The id of the error that something did not happen before the time limit of a wait.</summary>
    public const string WaitTimeout = "SoraWaitTimeout";

    /// <summary>The id of the error that a change was not made, because as many were made as the user allowed.</summary>
    public const string LimitReached = "SoraLimitReached";

    /// <summary>True for exceptions that become error records. Any other exception is a bug of the module and is not caught.</summary>
    public static bool IsExpected(Exception e) => e is SoraApiException or ArgumentException or ObjectDisposedException or ChangeLimitException or TimeoutException;

    /// <param name="exception">What happened.</param>
    /// <param name="target">The target object.</param>
    /// <param name="action">What was to be done, to whom and where, as <c>-WhatIf</c> says it; null if there is nothing to say.</param>
    public static ErrorRecord Create(Exception exception, object? target, string? action = null)
    {
        exception = exception is ArgumentException argument ? WithoutParameterName(argument) : exception;
        target = target.Unwrap() is SoraServer server ? server.Name : target;
        var (id, category) = GetKind(exception);
        var record = new ErrorRecord(exception, id, category, target);
        record.ErrorDetails = new ErrorDetails(GetMessage(exception, action));
        record.CategoryInfo.TargetName = SafeText.ForDisplay(ToString(target), 300);
        record.CategoryInfo.TargetType = target.Unwrap()?.GetType().Name;
        return record;
    }

    private static (string Id, ErrorCategory Category) GetKind(Exception exception) => exception switch
    {
        TimeoutException => (WaitTimeout, ErrorCategory.OperationTimeout),
        ChangeLimitException => (LimitReached, ErrorCategory.LimitsExceeded),
        SoraApiException api => (api.Error.ToString(), Categories[api.Error]),
        _ => (nameof(SoraError.SoraInvalidArgument), ErrorCategory.InvalidArgument),
    };

    /// <summary>What was to be done, what happened, whether it may have taken effect, and what to try.</summary>
    private static string GetMessage(Exception exception, string? action)
    {
        var api = exception as SoraApiException;
        string detail = exception is ObjectDisposedException ? Messages.ServerClosedMeanwhile : action is not null && api is not null ? api.Detail : exception.Message;
        string message = action is null ? detail : string.Format(Messages.Culture, Messages.ErrorOf, action, detail);
        return api is null ? message : string.Join(" ", new[] { message, MayHaveEffect(api) ? Messages.MayHaveEffect : null, ErrorAdvice.For(api) }.Where(part => part is not null));
    }

    private static bool MayHaveEffect(SoraApiException exception) => exception.Delivered == SoraDelivery.Maybe && exception.Changes;

    /// <summary>The same exception, unless its text could act on a terminal, or ends in the name of a parameter of .NET, which is none of the cmdlet.</summary>
    private static ArgumentException WithoutParameterName(ArgumentException exception)
    {
        string message = exception.ParamName is null ? exception.Message : ParameterName.Replace(exception.Message, string.Empty);
        return message == exception.Message && SafeText.IsSafeToDisplay(exception) ? exception : new ArgumentException(SafeText.ForDisplay(message));
    }

    /// <summary>The target in the category of an error. If the ToString method of the object fails, its type.</summary>
    private static string? ToString(object? target)
    {
        try
        {
            return (target is string[] or PSObject[]) ? string.Join(", ", (object[])target) : target?.ToString();
        }
        catch (RuntimeException)
        {
            return target.Unwrap()!.GetType().FullName;
        }
    }
}
