using System.Management.Automation;
using System.Reflection;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>The target object of an error about a record of which no request could be made, because its server is not known.</summary>
internal static class RecordTarget
{
    /// <summary>The ids that the record bound, and the name of its server: once that is registered, the object can be piped on.</summary>
    /// <param name="cmdlet">The cmdlet, with the parameters of the record.</param>
    /// <param name="server">What the record names as its server, without secrets.</param>
    public static SoraErrorTarget Create(PSCmdlet cmdlet, object? server)
    {
        var bound = from property in cmdlet.GetType().GetProperties()
                    where property.Name != nameof(SoraRemoteCommand.Server) && property.GetCustomAttribute<ParameterAttribute>() is { ValueFromPipelineByPropertyName: true }
                    select new KeyValuePair<string, object?>(property.Name, GetText(property.GetValue(cmdlet)));
        var target = new SoraErrorTarget(bound);
        if (server.Unwrap() is string name)
        {
            target.SetServer(new UnknownServer(name));
        }

        return target;
    }

    private static string? GetText(object? value) => value switch
    {
        string text => text,
        string[] { Length: 1 } one => one[0],
        _ => null,
    };

    private sealed class UnknownServer(string name) : ISoraServer
    {
        public string Name => name;
    }
}
