using System.Collections;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// For parameters that take servers, their names and addresses. An address with a password is never valid, but PowerShell may print it with an error about another
/// parameter (<see cref="SoraRequestHeaders"/>): so it is bound without the password, and is still not valid.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ServerTransformationAttribute : ArgumentTransformationAttribute
{
    // A list that contains itself has no end.
    private const int MaximumNesting = 16;

    private static readonly char[] SecretMarks = { '@', '?', '#' };

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => WithoutSecret(inputData, 0);

    private static object? WithoutSecret(object? value, int depth) => value.Unwrap() switch
    {
        // The name of a server may contain anything.
        string text when text.IndexOfAny(SecretMarks) >= 0 && ServerStore.Current.Find(text) is null => ServerAddress.HideSecret(text),
        Uri uri => ServerAddress.HideSecret(uri),
        IList items when depth < MaximumNesting => WithoutSecret(items, depth) ?? value,
        _ => value,
    };

    /// <summary>A copy of the list, or null if it may stay as it is.</summary>
    private static object?[]? WithoutSecret(IList items, int depth)
    {
        var safe = items.Cast<object?>().Select(item => WithoutSecret(item, depth + 1)).ToArray();
        return safe.Where((item, index) => !ReferenceEquals(item.Unwrap(), items[index].Unwrap())).Any() ? safe : null;
    }
}
