using System.Management.Automation;
using System.Reflection;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>The target objects of errors about a record of which no request could be made. Piped on, they never mean more than the record did, or another server.</summary>
internal static class RecordTarget
{
    // Piped on, a target without a server would go to the default server. No server has this name.
    private const string NoServer = "(unknown server)";

    /// <summary>The target for a record whose server is not known: its ids, and the name of its server. Once that is registered, the object can be piped on.</summary>
    /// <param name="cmdlet">The cmdlet, with the parameters of the record.</param>
    /// <param name="record">The record, if it is an object of this module.</param>
    /// <param name="server">What the record names as its server, without secrets.</param>
    public static SoraErrorTarget Create(PSCmdlet cmdlet, PSObject? record, object? server)
    {
        if (record.Unwrap() is SoraErrorTarget again)
        {
            return again;
        }

        var row = FindUnbound(cmdlet);
        var bound = from property in cmdlet.GetType().GetProperties()
                    where property.Name != nameof(SoraRemoteCommand.Server) && IsKept(property)
                    let name = property.Name == nameof(SoraConnection.Role) ? Change.RoleProperty : property.Name
                    select new KeyValuePair<string, object?>(name, property.GetValue(cmdlet) is { } value ? GetText(value) : UnboundValueTransformationAttribute.GetText(row, property.Name));
        var target = new SoraErrorTarget(bound.GroupBy(property => property.Key).Select(same => same.FirstOrDefault(property => property.Value is not null)).Where(property => property.Key is not null));
        target.SetServer((ISoraServer?)(record.Unwrap() as SoraObject)?.GetServer() ?? new UnknownServer(server.Unwrap() as string));
        return target;
    }

    /// <summary>The target for a server of a name that is not registered, or for several servers.</summary>
    public static ISoraServer CreateServer(string name) => new UnknownServer(name);

    /// <summary>Ids, and the words that say what is done to whom.</summary>
    private static bool IsKept(PropertyInfo property) =>
        property.GetCustomAttribute<ParameterAttribute>() is { } parameter && (parameter.ValueFromPipelineByPropertyName || property.GetCustomAttribute<ValidateSetAttribute>() is not null);

    /// <summary>The record, if it has a value that is bound to no parameter, and must not be lost.</summary>
    private static PSObject? FindUnbound(PSCmdlet cmdlet) =>
        Array.Find(cmdlet.GetType().GetProperties(), property => property.IsDefined(typeof(UnboundValueTransformationAttribute), inherit: true))?.GetValue(cmdlet) as PSObject;

    private static string? GetText(object? value) => value switch
    {
        string text => text,
        string[] { Length: 1 } one => one[0],
        string[] { Length: 0 } => string.Empty, // still empty when it is piped on: without the property, the target would mean more than the record
        _ => null,
    };

    private sealed class UnknownServer(string? name) : ISoraServer
    {
        public string Name { get; } = string.IsNullOrEmpty(name) ? NoServer : name!;
    }
}
