using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>What a forwarding filter is, apart from where it is: as far as the command line or a record says so.</summary>
internal sealed record ForwardingFilter(ForwardingRules? Rules, string? Action, string? Name, long? Priority, string? Version, JsonElement? Metadata)
{
    // As documented (MULTI_FORWARDING_FILTER, A).
    public const string DefaultName = "default";

    /// <summary>The name in a plan.</summary>
    public string DisplayName => Name is { Length: 0 } ? ConnectionDetails.Quote(Name) : Name ?? DefaultName;

    /// <summary>Why it must not be sent; null if it may be: name and priority belong together (MULTI_FORWARDING_FILTER, A).</summary>
    public ArgumentException? Mistake => Name is null != Priority is null ? new ArgumentException(Messages.ForwardingNameAlone) : null;

    /// <summary>What it does, in words.</summary>
    public string Description => Rules is null ? Messages.ForwardingNothing : ForwardingText.Describe(Action, Rules);

    /// <summary>What the parameters of a cmdlet say.</summary>
    /// <exception cref="ArgumentException">The rules, or the metadata, are none.</exception>
    public static ForwardingFilter Create(object[]? rules, string? action, string? name, long? priority, string? version, object? metadata) => new(
        rules is null ? null : ForwardingRules.Read(rules),
        action?.ToLowerInvariant(),
        name,
        priority,
        version,
        metadata is null ? null : PowerShellJson.ToElement(metadata, nameof(Metadata)));

    /// <summary>
    /// Reads the name of a filter of the pipeline. Null is the filter that has no name only if the record comes from a change, or has the rules of that filter:
    /// elsewhere, it is a variable that was not set.
    /// </summary>
    /// <exception cref="ArgumentException">The value is no name.</exception>
    public static string? ReadName(PSObject? record)
    {
        if (record is null || !FilterTransformationAttribute.IsFilter(record) || record.Properties[SoraFields.FilterName.Name] is null)
        {
            return null;
        }

        return GetValue(record, SoraFields.FilterName.Name) is null && !FilterTransformationAttribute.IsResult(record) && GetValue(record, FilterTransformationAttribute.Rules) is null
            ? throw new ArgumentException(Messages.ForwardingRecordName)
            : GetText(record, SoraFields.FilterName);
    }

    /// <summary>Reads the rest of a filter of the pipeline. What it has not, or as null, is null.</summary>
    /// <exception cref="ArgumentException">A value is of another kind than Sora takes.</exception>
    public static ForwardingFilter? Read(PSObject? record) => record is null || !FilterTransformationAttribute.IsFilter(record) ? null : new(
        GetValue(record, FilterTransformationAttribute.Rules) is { } rules ? ForwardingRules.Read(rules) : null,
        GetText(record, SoraFields.Action)?.ToLowerInvariant(),
        Name: null,
        GetNumber(record),
        GetText(record, SoraFields.Version),
        GetValue(record, SoraFields.FilterMetadata.Name) is { } metadata ? PowerShellJson.ToElement(new[] { metadata }, SoraFields.FilterMetadata.Parameter)[0] : null);

    /// <summary>The filter with what the other one says and this one does not.</summary>
    public ForwardingFilter Or(ForwardingFilter? other) => other is null ? this : new(
        Rules ?? other.Rules, Action ?? other.Action, Name ?? other.Name, Priority ?? other.Priority, Version ?? other.Version, Metadata ?? other.Metadata);

    /// <summary>The keys of a request that say what the filter is.</summary>
    public (SoraField Field, object? Value)[] GetFields() => new (SoraField, object?)[]
    {
        (SoraFields.Rules, Rules?.ToJson()),
        (SoraFields.Action, Action),
        (SoraFields.FilterName, Name),
        (SoraFields.Priority, Priority),
        (SoraFields.Version, Version),
        (SoraFields.FilterMetadata, Metadata),
    };

    private static object? GetValue(PSObject record, string name) => record.Properties[name]?.Value is { } value && value.Unwrap() is not DBNull ? value : null;

    private static string? GetText(PSObject record, SoraField field) => GetValue(record, field.Name).Unwrap() switch
    {
        null => null,
        string { Length: > 0 } text => text,
        long or int => Convert.ToString(GetValue(record, field.Name).Unwrap(), CultureInfo.InvariantCulture),
        _ => throw OtherKind(field),
    };

    private static long? GetNumber(PSObject record) => GetValue(record, SoraFields.Priority.Name).Unwrap() switch
    {
        null => null,
        int number => number,
        long number => number,
        _ => throw OtherKind(SoraFields.Priority),
    };

    private static ArgumentException OtherKind(SoraField field) => new(string.Format(Messages.Culture, Messages.ForwardingRecordValue, field.Name));
}
