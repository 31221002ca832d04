using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>
/// Lets PowerShell see the fields of an answer that we do not know as properties, behind those that we do. Members that only views need are
/// found by whoever asks for them by name, and listed nowhere: not by Get-Member, <c>Select-Object *</c>, completion, CSV, JSON or CLIXML.
/// SoraPS.Types.ps1xml names this adapter for each of our types: a type does not inherit one.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RecordAdapter : PSPropertyAdapter
{
    /// <summary>The property that holds the fields which cannot be properties themselves.</summary>
    internal const string AdditionalProperties = nameof(AdditionalProperties);

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        var type = AdaptedType.Of(baseObject);
        var properties = new Collection<PSAdaptedProperty>();
        foreach (var property in type.Properties)
        {
            properties.Add(new PSAdaptedProperty(property.Name, property));
        }

        if (baseObject is SoraRecord record && record.GetUnknownFields() is { Count: > 0 } fields)
        {
            foreach (string name in NamesOfProperties(type, fields))
            {
                properties.Add(new PSAdaptedProperty(name, fields));
            }

            if (fields.Count > properties.Count - type.Properties.Length)
            {
                properties.Add(new PSAdaptedProperty(AdditionalProperties, fields));
            }
        }

        return properties;
    }

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName)
    {
        var type = AdaptedType.Of(baseObject);
        if (type.TryGetMember(propertyName, out var member))
        {
            return member is null ? null : new PSAdaptedProperty(member.Name, member);
        }

        if (baseObject is not SoraRecord record)
        {
            return null;
        }

        var fields = record.GetUnknownFields();
        string? name = propertyName.Equals(AdditionalProperties, StringComparison.OrdinalIgnoreCase) ? AdditionalProperties
            : fields.FindName(propertyName) is { } known && !type.IsReserved(known) ? known : null;
        return name is null ? null : new PSAdaptedProperty(name, fields);
    }

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty) => adaptedProperty.Tag switch
    {
        AdaptedMember member => member.ValueOf(adaptedProperty.BaseObject),
        SoraUnknownFields fields when adaptedProperty.Name == AdditionalProperties => HeldBack(AdaptedType.Of(adaptedProperty.BaseObject), fields),
        SoraUnknownFields fields => fields[adaptedProperty.Name],
        _ => null,
    };

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) => (adaptedProperty.Tag as AdaptedMember)?.TypeName ?? typeof(object).FullName!;

    /// <summary>The fields that are properties: names that differ in case only are one property, the first.</summary>
    private static IEnumerable<string> NamesOfProperties(AdaptedType type, SoraUnknownFields fields) =>
        fields.Keys.Where(name => !type.IsReserved(name)).Distinct(StringComparer.OrdinalIgnoreCase);

    private static object HeldBack(AdaptedType type, SoraUnknownFields fields)
    {
        var properties = new HashSet<string>(NamesOfProperties(type, fields), StringComparer.Ordinal);
        return PowerShellJson.CreateDictionary(fields.Where(field => !properties.Contains(field.Key)).ToList());
    }
}
