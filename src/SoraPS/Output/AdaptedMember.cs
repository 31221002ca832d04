using System.Reflection;

namespace SoraPS.Output;

/// <summary>A member of a type that <see cref="RecordAdapter"/> gives to PowerShell: one of its properties, or a hidden one.</summary>
internal sealed class AdaptedMember
{
    private static readonly MethodInfo Make = typeof(AdaptedMember).GetMethod(nameof(MakeGetter), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly PropertyInfo? _property;
    private Func<object, object?>? _get;

    public AdaptedMember(PropertyInfo property)
    {
        _property = property;
        Name = property.Name;
    }

    public AdaptedMember(string name, Func<object, object?> get)
    {
        _get = get;
        Name = name;
    }

    public string Name { get; }

    /// <summary>The type as PowerShell writes it.</summary>
    public string TypeName => _property is null ? typeof(string).FullName!
        : Nullable.GetUnderlyingType(_property.PropertyType) is { } value ? $"System.Nullable[{value.FullName}]" : _property.PropertyType.FullName!;

    public object? ValueOf(object item) => (_get ??= Getter(_property!))(item);

    // Where-Object asks for a property of a hundred thousand objects: reflection alone would take half of its time.
    private static Func<object, object?> Getter(PropertyInfo property) =>
        (Func<object, object?>)Make.MakeGenericMethod(property.ReflectedType!, property.PropertyType).Invoke(null, new object[] { property.GetMethod! })!;

    private static Func<object, object?> MakeGetter<TItem, TValue>(MethodInfo getter)
    {
        var get = (Func<TItem, TValue>)Delegate.CreateDelegate(typeof(Func<TItem, TValue>), getter);
        return item => get((TItem)item);
    }
}
