using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using SoraPS.Commands;
using SoraPS.Views;

namespace SoraPS.Binding;

/// <summary>Makes what a server told us into a pipeline object that knows where it came from.</summary>
internal static class Presentation
{
    private static readonly Lazy<HashSet<string>> OurNames = new(NamesOfOurs);
    private static readonly Lazy<HashSet<string>> SteeringNames = new(NamesThatSteer);

    /// <summary>The session's name and the session go onto the object, and its unknown fields become properties under their wire names.</summary>
    public static PSObject Present(SoraObject item, SoraSession session)
    {
        item.Server = session.Name;
        item.Session = session;
        if (item is SoraConnection connection)
        {
            AddUnknown(connection.Audio);
            AddUnknown(connection.Video);
        }

        AddUnknown(item);
        var presented = OfNoRunspace(item);
        if (item.AmongServers)
        {
            presented.TypeNames.Insert(0, item.GetType().FullName + TableCells.SeveralServers);
        }

        return presented;
    }

    /// <summary>
    /// An object in the wrapper that PowerShell would make for it, but without the runspace that PowerShell notes in it. A runspace that has not
    /// loaded the module would take the names of what it shows from the one noted, and their values from itself, where they are empty.
    /// </summary>
    public static PSObject OfNoRunspace(object item)
    {
        var runspace = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = null;
        try
        {
            return new PSObject(item);
        }
        finally
        {
            Runspace.DefaultRunspace = runspace;
        }
    }

    /// <summary>True for a name that would bind to a parameter, or be asked for by a view, without being the API's own.</summary>
    public static bool Steers(string name) => SteeringNames.Value.Contains(name);

    /// <summary>Most have no unknown field. What a wrapper is given belongs to the object in it, whatever wrapper it has later.</summary>
    private static void AddUnknown(SoraRecord? item)
    {
        if (item?.Unknown is null)
        {
            return;
        }

        var presented = PSObject.AsPSObject(item);
        foreach (var field in item.Unknown)
        {
            bool free = !PowerShellJson.IsReserved(field.Key) && !OurNames.Value.Contains(field.Key) && presented.Properties[field.Key] is null;
            if (free)
            {
                presented.Properties.Add(new PSNoteProperty(field.Key, field.Value));
            }
        }
    }

    /// <summary>Every member of our output types and every parameter and alias of our cmdlets: a field of that name would steer the next command or hide what we promise.</summary>
    private static HashSet<string> NamesOfOurs()
    {
        var names = new HashSet<string>(Parameters().SelectMany(parameter => parameter.Names), StringComparer.OrdinalIgnoreCase);
        foreach (var type in new[] { typeof(SoraConnection), typeof(SoraVideo), typeof(SoraAudio), typeof(ViewMembers), typeof(SafeView) })
        {
            names.UnionWith(type.GetMembers().Select(member => member.Name));
        }

        return names;
    }

    /// <summary>What binds from a record without being the API's own spelling of it, and what our views ask for.</summary>
    private static HashSet<string> NamesThatSteer() => new(
        Parameters().Where(parameter => parameter.FromRecords).SelectMany(parameter => parameter.Names)
            .Where(name => !name.Contains('_') && name != nameof(SoraConnection.Role))
            .Append(nameof(SoraRecord.AdditionalProperties))
            .Concat(typeof(SafeView).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name)),
        StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<(bool FromRecords, IEnumerable<string> Names)> Parameters() =>
        from command in typeof(SoraCommand).Assembly.GetTypes()
        where typeof(SoraCommand).IsAssignableFrom(command)
        from property in command.GetProperties()
        let parameter = property.GetCustomAttribute<ParameterAttribute>()
        where parameter is not null
        select (parameter.ValueFromPipelineByPropertyName, (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? Enumerable.Empty<string>()).Append(property.Name));
}
