using System.Management.Automation;
using System.Reflection;
using SoraPS.Binding;
using SoraPS.Commands;

namespace SoraPS.Output;

/// <summary>The members of one of our types, as <see cref="RecordAdapter"/> shows them to PowerShell.</summary>
internal sealed class AdaptedType
{
    // The properties of these classes follow those of the type itself; those of other base classes come before them. (Before All, whose initializer reads it.)
    private static readonly Type?[] LastTypes = { null, typeof(SoraConnectionAnswer), typeof(SoraChangeAnswer), typeof(SoraObject) };

    private static readonly Dictionary<Type, AdaptedType> All = DisplayMembers.ByType.ToDictionary(type => type.Key, type => new AdaptedType(type.Key, type.Value));

    private static readonly Lazy<HashSet<string>> ParameterNames = new(CollectParameterNames);

    // Members that PowerShell itself adds to objects; Receive-Job, for example, adds RunspaceId.
    private static readonly string[] EngineMembers = { "PSStandardMembers", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId" };

    // The names of these properties come from our parameters, not from a server.
    private readonly bool _hasParameterNames;

    // A null value stands for a method or another member that is no property: PowerShell finds those without the adapter.
    private readonly Dictionary<string, AdaptedMember?> _members;

    private AdaptedType(Type type, Dictionary<string, Func<object, object?>> displayMembers)
    {
        _hasParameterNames = type == typeof(SoraErrorTarget);
        Properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => GetRank(property, type)).Select(property => new AdaptedMember(property)).ToArray();
        _members = Properties.ToDictionary(property => property.Name, property => (AdaptedMember?)property, StringComparer.OrdinalIgnoreCase);
        foreach (string name in type.GetMembers().Select(member => member.Name).Where(name => !_members.ContainsKey(name)).Distinct().ToList())
        {
            _members.Add(name, null);
        }

        foreach (var member in displayMembers.Where(member => !_members.ContainsKey(member.Key)).ToList())
        {
            _members.Add(member.Key, new AdaptedMember(member.Key, member.Value));
        }
    }

    /// <summary>The public properties, those of the base classes first, the time of the answer and the server last.</summary>
    public AdaptedMember[] Properties { get; }

    public static AdaptedType Get(object item) => All[item.GetType()];

    /// <summary>The names of the properties of a type, given the type names of a deserialized object; empty if it is none of our types.</summary>
    public static HashSet<string> GetPropertyNames(IEnumerable<string> typeNames) => new(
        All.Where(known => typeNames.Contains("Deserialized." + known.Key.FullName)).SelectMany(known => known.Value.Properties).Select(property => property.Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the value of a public property, or of a field that is one of an error's target. False if the object has none of that name.</summary>
    public static bool TryGetPropertyValue(object item, string name, out object? value)
    {
        if (!All.TryGetValue(item.GetType(), out var type))
        {
            var property = item.GetType().GetProperty(name);
            value = property?.GetValue(item);
            return property is not null;
        }

        if (type._members.TryGetValue(name, out var member) && member is { IsProperty: true })
        {
            value = member.GetValue(item);
            return true;
        }

        value = (item as SoraErrorTarget)?.GetValue(name);
        return value is not null;
    }

    /// <summary>Whether the type has a member of that name. The member is null if it is neither a property nor a display member.</summary>
    public bool TryGetMember(string name, out AdaptedMember? member) => _members.TryGetValue(name, out member);

    /// <summary>Whether a field of that name must not become a property: it would hide a member, or bind to a parameter of the next command in the pipeline, which a server must not control.</summary>
    public bool IsReserved(string name) =>
        _members.ContainsKey(name) || (!_hasParameterNames && ParameterNames.Value.Contains(name)) || PowerShellJson.IsReserved(name) || IsEngineMember(name) || name.Equals(RecordAdapter.AdditionalProperties, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether PowerShell itself adds a member of that name to objects.</summary>
    public static bool IsEngineMember(string name) => EngineMembers.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static int GetRank(PropertyInfo property, Type type) =>
        property.DeclaringType == type ? 0 : Array.IndexOf(LastTypes, property.DeclaringType);

    private static HashSet<string> CollectParameterNames() => new(
        from command in typeof(AdaptedType).Assembly.GetTypes()
        where typeof(PSCmdlet).IsAssignableFrom(command)
        from property in command.GetProperties()
        where property.IsDefined(typeof(ParameterAttribute))
        from name in (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? Enumerable.Empty<string>()).Append(property.Name)
        select name,
        StringComparer.OrdinalIgnoreCase);
}
