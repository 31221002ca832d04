using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>
/// Shows the fields of an answer for which a type has no property to PowerShell as properties, behind the others. The members of
/// <see cref="DisplayMembers"/> are found by name only: Get-Member, <c>Select-Object *</c>, completion, CSV, JSON and CLIXML do not list them.
/// SoraPS.Types.ps1xml names this adapter for each of our types, because a type does not inherit an adapter.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RecordAdapter : PSPropertyAdapter
{
    /// <summary>The property that holds the fields whose names are reserved (<see cref="AdaptedType.IsReserved"/>).</summary>
    internal const string AdditionalProperties = nameof(AdditionalProperties);

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        var type = AdaptedType.Get(baseObject);
        var properties = new Collection<PSAdaptedProperty>();
        foreach (var property in type.Properties)
        {
            properties.Add(new PSAdaptedProperty(property.Name, property));
        }

        if (baseObject is SoraRecord record && record.GetUnknownFields() is { Count: > 0 } fields)
        {
            foreach (string name in GetPropertyNames(type, fields))
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
        var type = AdaptedType.Get(baseObject);
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

    /// <summary>The value of a property that is text; null if it has none.</summary>
    internal static string? GetText(SoraObject item, string name) =>
        AdaptedType.Get(item).TryGetMember(name, out var member) ? member?.GetValue(item) as string : (item as SoraErrorTarget)?.GetValue(name) as string;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty) => adaptedProperty.Tag switch
    {
        AdaptedMember member => member.GetValue(adaptedProperty.BaseObject),
        SoraUnknownFields fields when adaptedProperty.Name == AdditionalProperties => GetAdditionalProperties(AdaptedType.Get(adaptedProperty.BaseObject), fields),
        SoraUnknownFields fields => fields[adaptedProperty.Name],
        _ => null,
    };

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) => (adaptedProperty.Tag as AdaptedMember)?.TypeName ?? typeof(object).FullName!;

    /// <summary>The fields that become properties. Of names that differ in case only, the first one does: PowerShell's names are not case-sensitive.</summary>
    private static IEnumerable<string> GetPropertyNames(AdaptedType type, SoraUnknownFields fields) =>
        fields.Keys.Where(name => !type.IsReserved(name)).Distinct(StringComparer.OrdinalIgnoreCase);

    private static object GetAdditionalProperties(AdaptedType type, SoraUnknownFields fields)
    {
        var properties = new HashSet<string>(GetPropertyNames(type, fields), StringComparer.Ordinal);
        return PowerShellJson.CreateDictionary(fields.Where(field => !properties.Contains(field.Key)).ToList());
    }
}
