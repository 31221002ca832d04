using System.Management.Automation;
using System.Reflection;
using SoraPS.Binding;
using SoraPS.Commands;

namespace SoraPS.Output;

/// <summary>What <see cref="RecordAdapter"/> needs to know of a type.</summary>
internal sealed class AdaptedType
{
    private static readonly Dictionary<Type, AdaptedType> All = DisplayMembers.ByType.ToDictionary(type => type.Key, type => new AdaptedType(type.Key, type.Value));

    private static readonly Lazy<HashSet<string>> ParameterNames = new(CollectParameterNames);

    // What PowerShell itself adds to an object, Receive-Job for example.
    private static readonly string[] NamesOfTheEngine = { "PSStandardMembers", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId" };

    // Null stands for a member that is no property, which PowerShell finds itself.
    private readonly Dictionary<string, AdaptedMember?> _members;

    private AdaptedType(Type type, Dictionary<string, Func<object, object?>> hidden)
    {
        Properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => Rank(property, type)).Select(property => new AdaptedMember(property)).ToArray();
        _members = Properties.ToDictionary(property => property.Name, property => (AdaptedMember?)property, StringComparer.OrdinalIgnoreCase);
        foreach (string name in type.GetMembers().Select(member => member.Name).Where(name => !_members.ContainsKey(name)).Distinct().ToList())
        {
            _members.Add(name, null);
        }

        foreach (var member in hidden.Where(member => !_members.ContainsKey(member.Key)).ToList())
        {
            _members.Add(member.Key, new AdaptedMember(member.Key, member.Value));
        }
    }

    /// <summary>The public properties, those of the base classes first, the server last.</summary>
    public AdaptedMember[] Properties { get; }

    public static AdaptedType Of(object item) => All[item.GetType()];

    /// <summary>The properties of a type that was deserialized; empty for one that is none of ours.</summary>
    public static HashSet<string> NamesOfProperties(IEnumerable<string> typeNames) => new(
        All.Where(known => typeNames.Contains("Deserialized." + known.Key.FullName)).SelectMany(known => known.Value.Properties).Select(property => property.Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a name that the type itself has; with the member, if it is a property or hidden.</summary>
    public bool TryGetMember(string name, out AdaptedMember? member) => _members.TryGetValue(name, out member);

    /// <summary>True for a field that cannot be a property: its name would hide a member, or bind to a parameter of ours and steer the next command.</summary>
    public bool IsReserved(string name) =>
        _members.ContainsKey(name) || ParameterNames.Value.Contains(name) || PowerShellJson.IsReserved(name) || IsOfTheEngine(name) || name.Equals(RecordAdapter.AdditionalProperties, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for what PowerShell itself may add to an object.</summary>
    public static bool IsOfTheEngine(string name) => NamesOfTheEngine.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static int Rank(PropertyInfo property, Type type) => property.DeclaringType == typeof(SoraObject) ? 2 : property.DeclaringType == type ? 1 : 0;

    private static HashSet<string> CollectParameterNames() => new(
        from command in typeof(AdaptedType).Assembly.GetTypes()
        where typeof(PSCmdlet).IsAssignableFrom(command)
        from property in command.GetProperties()
        where property.IsDefined(typeof(ParameterAttribute))
        from name in (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? Enumerable.Empty<string>()).Append(property.Name)
        select name,
        StringComparer.OrdinalIgnoreCase);
}
