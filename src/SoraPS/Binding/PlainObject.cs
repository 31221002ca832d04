using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>The .NET object in a PowerShell wrapper.</summary>
internal static class PlainObject
{
    public static object? Plain(this object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
