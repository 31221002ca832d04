using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>PowerShell passes most objects in a wrapper, a <see cref="PSObject"/>.</summary>
internal static class PSObjectExtensions
{
    /// <summary>The .NET object in the wrapper; any other value as it is.</summary>
    public static object? Unwrap(this object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>True for a server, and for the target of an error about a whole server.</summary>
    public static bool IsServer(this PSObject? value) => value.Unwrap() is SoraServer || (value.Unwrap() is SoraErrorTarget target && target.GetUnknownFields().Count == 0);
}
