using System.Reflection;

namespace SoraPS.Output;

/// <summary>A member that <see cref="RecordAdapter"/> shows to PowerShell: a property of the type, or one of <see cref="DisplayMembers"/>.</summary>
internal sealed class AdaptedMember
{
    private static readonly MethodInfo CreateGetterMethod = typeof(AdaptedMember).GetMethod(nameof(CreateGetter), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly PropertyInfo? _property;
    private Func<object, object?>? _getter;

    public AdaptedMember(PropertyInfo property)
    {
        _property = property;
        Name = property.Name;
    }

    public AdaptedMember(string name, Func<object, object?> getter)
    {
        _getter = getter;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Whether it is a property of the type.</summary>
    public bool IsProperty => _property is not null;

    /// <summary>The type of the value, as PowerShell writes it: <c>System.Nullable[System.Int64]</c>.</summary>
    public string TypeName => _property is null ? typeof(string).FullName!
        : Nullable.GetUnderlyingType(_property.PropertyType) is { } value ? $"System.Nullable[{value.FullName}]" : _property.PropertyType.FullName!;

    public object? GetValue(object item) => (_getter ??= CompileGetter(_property!))(item);

    // A delegate, because Where-Object reads a property of each of maybe a hundred thousand objects: PropertyInfo.GetValue would take half of that time.
    private static Func<object, object?> CompileGetter(PropertyInfo property) =>
        (Func<object, object?>)CreateGetterMethod.MakeGenericMethod(property.ReflectedType!, property.PropertyType).Invoke(null, new object[] { property.GetMethod! })!;

    private static Func<object, object?> CreateGetter<TItem, TValue>(MethodInfo getter)
    {
        var get = (Func<TItem, TValue>)Delegate.CreateDelegate(typeof(Func<TItem, TValue>), getter);
        return item => get((TItem)item);
    }
}
