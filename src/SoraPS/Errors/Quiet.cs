using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>
/// Get-Error, and <c>$ErrorView = 'DetailedView'</c> through it, print the target of an error and the bound parameters as they are. They pass
/// over a value whose <c>Count</c> is 0, which is what Types.ps1xml says of this type; all else about the value stays as it is.
/// </summary>
internal static class Quiet
{
    private const string TypeName = "SoraPS.Quiet";

    /// <summary>A target that holds a text which could act on a terminal, quiet; any other as it is.</summary>
    public static object? Target(object? target)
    {
        object? exact = target.Plain() is SoraSession session ? session.Name : target.Plain();
        return exact is string or string[] && Text(exact) is { } text && SafeText.Of(text, int.MaxValue) != text ? Make(exact) : target;
    }

    /// <summary>What an error's category says of the target. An object may have a ToString of its own, and that one may fail: then its type.</summary>
    public static string? Text(object? target)
    {
        try
        {
            return target is string[] many ? string.Join(", ", many) : target?.ToString();
        }
        catch (RuntimeException)
        {
            return target.Plain()!.GetType().FullName;
        }
    }

    /// <summary>The type name stays with a text's wrapper; with any other object it stays, so it must be one that nobody counts.</summary>
    public static PSObject Make(object value)
    {
        var quiet = new PSObject(value);
        quiet.TypeNames.Insert(0, TypeName);
        return quiet;
    }
}
