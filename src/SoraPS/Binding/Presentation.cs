using System.Management.Automation;
using System.Reflection;
using SoraPS.Commands;

namespace SoraPS.Binding;

/// <summary>Makes what a server told us into a pipeline object that knows where it came from.</summary>
internal static class Presentation
{
    private static readonly Lazy<HashSet<string>> OurNames = new(NamesOfOurs);

    /// <summary>The session's name and the session go onto the object, and its unknown fields become properties under their wire names.</summary>
    public static PSObject Present(SoraObject item, SoraSession session)
    {
        item.Server = session.Name;
        item.Session = session;
        var presented = PSObject.AsPSObject(item);
        AddUnknown(presented, item);
        if (item is SoraConnection connection)
        {
            AddUnknown(connection.Audio);
            AddUnknown(connection.Video);
        }

        return presented;
    }

    /// <summary>A JSON object of an operation that we have no type for. Its own fields are its properties; none of them can take the session's place.</summary>
    public static object? Present(object? value, SoraSession session)
    {
        if (value is not PSObject json)
        {
            return value;
        }

        var presented = new PSObject(new SoraApiObject(session));
        foreach (var property in json.Properties)
        {
            if (SoraApiObject.Routes(property.Name))
            {
                ((SoraApiObject)presented.BaseObject).AdditionalProperties[property.Name] = property.Value;
            }
            else
            {
                presented.Properties.Add(new PSNoteProperty(property.Name, property.Value));
            }
        }

        return presented;
    }

    private static void AddUnknown(SoraMedia? media)
    {
        if (media is { Unknown: not null })
        {
            AddUnknown(PSObject.AsPSObject(media), media);
        }
    }

    private static void AddUnknown(PSObject presented, SoraRecord item)
    {
        if (item.Unknown is null)
        {
            return;
        }

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
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in new[] { typeof(SoraConnection), typeof(SoraVideo), typeof(SoraAudio), typeof(ViewMembers) })
        {
            names.UnionWith(type.GetMembers().Select(member => member.Name));
        }

        foreach (var command in typeof(SoraCommand).Assembly.GetTypes().Where(typeof(SoraCommand).IsAssignableFrom))
        {
            foreach (var parameter in command.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))))
            {
                names.Add(parameter.Name);
                names.UnionWith(parameter.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? Array.Empty<string>());
            }
        }

        return names;
    }
}
