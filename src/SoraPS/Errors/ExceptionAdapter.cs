using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using SoraPS.Views;

namespace SoraPS;

/// <summary>
/// Lets Get-Error and <c>$ErrorView = 'DetailedView'</c>, which print every property of an exception as it is, find harmless spellings when
/// they enumerate ours. Whoever asks for a property by its name is passed on to the exception itself, and has the exact value.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExceptionAdapter : PSPropertyAdapter
{
    private static readonly Regex Blanks = new(@"\s+");

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject) => new(
        baseObject.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => new PSAdaptedProperty(property.Name, property)).ToList());

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName) => null;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty)
    {
        var property = (PropertyInfo)adaptedProperty.Tag;
        object? value = property.GetValue(adaptedProperty.BaseObject);
        return property.Name switch
        {
            nameof(SoraApiException.ErrorReason) or nameof(SoraApiException.RequestUri) => value is null ? null : SafeView.Show(value),
            nameof(SoraApiException.ResponseBody) when value is string body => SafeText.Of(Blanks.Replace(body, " ").Trim()),
            nameof(Exception.InnerException) when value is Exception cause && !cause.IsHarmless() => cause.Describe(),
            nameof(Exception.StackTrace) => value,
            _ => value is string text ? SafeText.Of(text) : value,
        };
    }

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) => ((PropertyInfo)adaptedProperty.Tag).PropertyType.FullName!;
}
