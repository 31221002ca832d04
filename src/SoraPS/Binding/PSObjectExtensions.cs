using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>PowerShell passes most objects in a wrapper, a <see cref="PSObject"/>.</summary>
internal static class PSObjectExtensions
{
    /// <summary>The .NET object in the wrapper; any other value as it is.</summary>
    public static object? Unwrap(this object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
