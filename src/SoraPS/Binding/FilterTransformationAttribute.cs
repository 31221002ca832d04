using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Binding;

/// <summary>
/// Accepts the result of a change of a forwarding filter, the target of its error, and records of a user that say where a filter is. What it refuses,
/// PowerShell offers to the other parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilterTransformationAttribute : ArgumentTransformationAttribute
{
    public const string Rules = "rules";

    // After Import-Clixml or a job.
    private const string Result = "Deserialized.SoraPS." + nameof(SoraForwardingFilterChange);
    private const string Target = "Deserialized.SoraPS." + nameof(SoraErrorTarget);

    // PowerShell binds these from a record, so a filter would be changed even if nothing else of the record were read.
    private static readonly string[] Places = { "channel_id", "ChannelId", "connection_id", "ConnectionId", "Server" };

    // Copies of our objects that have a name and are no filters, as Select-Object and Import-Clixml make them.
    private static readonly Regex OtherCopy = new(@"^((Selected|Deserialized)\.)*SoraPS\.Sora(Server|Operation|Field|RequestHeaders)\b", RegexOptions.CultureInvariant);

    /// <summary>Whether it is the result of a change.</summary>
    public static bool IsResult(PSObject? value) => value.Unwrap() is SoraForwardingFilterChange || value?.TypeNames.Contains(Result) == true;

    /// <summary>Whether its name, version and so on are those of a filter.</summary>
    public static bool IsFilter(PSObject value) => value.BaseObject is SoraForwardingFilterChange or SoraErrorTarget || (!IsOther(value)
        && (value.Properties[Rules] is not null || value.TypeNames.Any(name => name is Result or Target)
            || (value.Properties[SoraFields.FilterName.Name] is not null && HasPlace(value) && !value.TypeNames.Any(OtherCopy.IsMatch))));

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is not null && IsAccepted(PSObject.AsPSObject(inputData))
        ? inputData
        : throw new ArgumentTransformationMetadataException(Messages.NotOneOfOurObjects, new PSInvalidCastException(Messages.NotOneOfOurObjects));

    // Records that say nothing of a filter are accepted too: only here can the cmdlet see that they leave the connection empty.
    private static bool IsAccepted(PSObject value) => IsFilter(value) || (!IsOther(value) && HasPlace(value));

    private static bool HasPlace(PSObject value) => Array.Exists(Places, name => value.Properties[name] is not null);

    /// <summary>An object of ours that is no filter, or an object that only happens to have such a property.</summary>
    private static bool IsOther(PSObject value) => value.BaseObject is not PSCustomObject && (value.BaseObject.GetType().Assembly == typeof(FilterTransformationAttribute).Assembly
        || value.BaseObject.GetType().Assembly == typeof(SoraObject).Assembly || !HasPlace(value));
}
