using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text.Json;

namespace SoraPS.Binding;

/// <summary>
/// Accepts a record in which a property says whom it means, but is not bound to the parameter of that name: PowerShell does not bind a property whose value is
/// what a command returns that writes nothing. Without the property, the record would mean all. Other records are refused, so that PowerShell reports those that nothing takes.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UnboundValueTransformationAttribute : ArgumentTransformationAttribute
{
    private readonly string[] _parameters;

    /// <param name="parameters">The parameters whose properties must have a value.</param>
    public UnboundValueTransformationAttribute(params string[] parameters) => _parameters = parameters;

    /// <summary>A property that counts in records that have none of the others; null for none. No parameter takes it from records.</summary>
    public string? Otherwise { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject record && IsAccepted(record) ? record
        // An object of ours is bound to another parameter. An exception for each of them would take time.
        : inputData.Unwrap() is SoraObject ? null
        : throw new ArgumentTransformationMetadataException(Messages.NotOneOfOurObjects, new PSInvalidCastException(Messages.NotOneOfOurObjects));

    /// <summary>Whether a record has the property of a parameter, in either spelling, without a value.</summary>
    public static bool IsEmpty(PSObject? record, string parameter) => FindProperties(record, parameter).Any(property => IsEmpty(property.Value));

    /// <summary>The text of the property of a parameter; empty if its value is no text, null if the record has no such property.</summary>
    public static string? GetText(PSObject? record, string parameter) =>
        IsEmpty(record, parameter) ? string.Empty : FindProperties(record, parameter).Select(property => property.Value.Unwrap() as string ?? string.Empty).FirstOrDefault();

    private static IEnumerable<PSPropertyInfo> FindProperties(PSObject? record, string parameter) =>
        from name in new[] { parameter, JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter) }.Distinct(StringComparer.OrdinalIgnoreCase)
        let property = record?.Properties[name]
        where property is not null
        select property;

    // AutomationNull is a PSObject too, around nothing.
    private static bool IsEmpty(object? value) => value == AutomationNull.Value || value.Unwrap() is null or DBNull or "" or ICollection { Count: 0 };

    private bool IsAccepted(PSObject record) =>
        Array.Exists(_parameters, parameter => IsEmpty(record, parameter))
        || (Otherwise is not null && FindProperties(record, Otherwise).Any() && !Array.Exists(_parameters, parameter => FindProperties(record, parameter).Any()));
}
